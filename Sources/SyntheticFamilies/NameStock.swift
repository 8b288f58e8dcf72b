/// The names people get. Family names are made up; none is shorter than five letters, so that a search for them in a
/// log does not stumble over ordinary words.
enum NameStock {
    static let female = [
        "Aaliyah", "Abigail", "Agnieszka", "Aisling", "Annabel", "Anoushka", "Bethany", "Bronwen", "Caitlin",
        "Camille", "Charlotte", "Chiamaka", "Chloë", "Claudia", "Daniela", "Eleanor", "Elizabeth", "Emmanuelle",
        "Farzana", "Fatoumata", "Francesca", "Gabriela", "Georgina", "Giulia", "Harriet", "Henrietta", "Humaira",
        "Imogen", "Isabelle", "Jennifer", "Josephine", "Katarzyna", "Khadija", "Leticia", "Lucinda", "Madeleine",
        "Magdalena", "Margaret", "Matilda", "Mehwish", "Miriam", "Nadezhda", "Natalia", "Nicolette", "Oluwaseun",
        "Ottilie", "Parveen", "Penelope", "Philomena", "Priyanka", "Rebecca", "Rhiannon", "Rukhsana", "Sabrina",
        "Samantha", "Saoirse", "Shabnam", "Siobhán", "Sumaiya", "Tabitha", "Theodora", "Verónica", "Winifred",
    ]

    static let male = [
        "Abdullah", "Alasdair", "Aleksander", "Alexander", "Anthony", "Augustine", "Barnabas", "Bartosz", "Benedict",
        "Benjamin", "Callum", "Christopher", "Connor", "Cornelius", "Dominic", "Edmund", "Emmanuel", "Ezekiel",
        "Fergus", "Frederick", "Gabriel", "Geoffrey", "Gregory", "Harrison", "Humphrey", "Ibrahim", "Ignatius",
        "Jeremiah", "Jonathan", "Kamran", "Kieran", "Kristian", "Laurence", "Łukasz", "Malachi", "Mateusz",
        "Matthew", "Mohammed", "Montgomery", "Mustafa", "Nathaniel", "Nicholas", "Obinna", "Oluwadamilare",
        "Patrick", "Percival", "Quentin", "Rafael", "Reginald", "Rhodri", "Roderick", "Sebastian", "Shahzad",
        "Solomon", "Stanisław", "Tadeusz", "Theodore", "Timothy", "Tobias", "Valentin", "Wilfred", "Zachary",
        "Zbigniew",
    ]

    /// What people with a longer name are called.
    static let shortened = [
        "Agnieszka": "Agnes", "Alexander": "Sasha", "Benjamin": "Benji", "Christopher": "Topher",
        "Elizabeth": "Lizzie", "Frederick": "Freddie", "Gregory": "Gregor", "Jennifer": "Jenny",
        "Josephine": "Josie", "Katarzyna": "Kasia", "Margaret": "Maggie", "Matthew": "Matty", "Mohammed": "Mohamed",
        "Nathaniel": "Nathan", "Rebecca": "Becky", "Samantha": "Sammie", "Sebastian": "Sebby", "Theodore": "Teddy",
    ]

    /// Some 300 family names, two thirds of them put together from parts.
    static let family: [String] =
        starts.flatMap { start in ends.map { start + $0 } } + whole

    private static let starts = [
        "Ather", "Bramble", "Calder", "Drayle", "Elver", "Fother", "Garra", "Inglo", "Kettle", "Mickle", "Nethera",
        "Pendra", "Quarme", "Rothera", "Skelder", "Thorna", "Ulver", "Verrin", "Withen", "Yarrin",
    ]
    private static let ends = ["by", "croft", "dyke", "hulme", "ley", "mire", "ram", "sett", "thwaite", "wick"]
    private static let whole = [
        "Adeyokun", "Bhattarwal", "Chukwuneme", "D'Alessandri", "Dziewański", "El-Farouzi", "Fernandeiro",
        "Ghorbanzade", "Haruthunian", "Iqbalzai", "Jankovarski", "Kowalczewicz", "Limbachori", "Mukherjani",
        "Nwankworo", "O'Halvarran", "Obafemiwa", "Petroviczek", "Qureshani", "Rahmanzade", "Siddiquani",
        "Tchoumanov", "Uzochikwe", "Venkatarasan", "Wojciechowik", "Yeboahene", "Zubairov",
    ]

    /// Names a mail address can hold as they are.
    static func isPlain(_ name: String) -> Bool {
        name.utf8.allSatisfy { (0x41...0x5A).contains($0) || (0x61...0x7A).contains($0) }
    }
}
