/// Names for large populations: common ones often, others seldom, as in life, and a long tail put together of syllables.
///
/// A list is drawn from with weights of Zipf's law, so that how common a name is tells something.
enum LinkageNames {
    static let female = words(
        """
        Olivia Amelia Isla Ava Ivy Freya Lily Florence Mia Willow Rosie Sophia Isabella Grace Daisy Evelyn Emily Sienna Poppy \
        Elsie Ella Charlotte Evie Sophie Emma Phoebe Harper Alice Matilda Jessica Maryam Fatima Aisha Zainab Sarah Elizabeth \
        Catherine Margaret Susan Patricia Christine Jennifer Jacqueline Deborah Alexandra Victoria Samantha Rebecca Rachel \
        Nicola Helen Louise Emma Laura Katherine Hannah Lauren Chloe Megan Bethany Georgia Eleanor Abigail Lucy Molly Holly \
        Zoë Chloë Siân Niamh Aoife Renée Zofia Agnieszka Katarzyna Małgorzata Joanna Magdalena Priya Anjali Sunita Parveen \
        Nasreen Shabnam Khadija Amina Halima Chiamaka Ngozi Adaeze Folasade Temitope Blessing Gráinne Françoise Zuzana \
        Natalia Oksana Irina Svetlana Mei Ling Xiu Yuki Sakura Rosa Carmen María Lucía Inês Beatriz Gabriela Theresa Bernadette
        """)
    static let male = words(
        """
        Muhammad Noah Oliver George Leo Arthur Oscar Harry Henry Theodore Freddie Jack Charlie Archie Jacob Alfie Thomas \
        James William Joshua Alexander Daniel Samuel Joseph Edward Benjamin Max Lucas Ethan Adam Ibrahim Yusuf Ali Hassan \
        Ahmed Omar Bilal Imran David John Michael Peter Robert Stephen Paul Andrew Christopher Anthony Matthew Jonathan \
        Richard Mark Simon Kevin Gary Jason Darren Lee Craig Wayne Ryan Callum Connor Liam Kieran Jordan Nathan Nathaniel \
        Kyle Luke Toby Rory Ewan Owen Rhys Dylan Seán Oisín Łukasz Paweł Michał Stanisław Wojciech Krzysztof Piotr Tomasz \
        Jürgen Björn André José João Raúl Martín Vikram Arjun Rajesh Sanjay Amit Emeka Chukwudi Olumide Babatunde Kwame Kofi \
        Tariq Usman Hamza Zakariya Abdullah Abdul Jérôme Zoltán Dmitri Sergei Wei Jun Hiroshi Frederick Gregory Timothy Philip
        """)
    private static let commonFamilies = words(
        """
        Smith Jones Taylor Brown Williams Wilson Johnson Davies Patel Robinson Wright Thompson Evans Walker White Roberts \
        Green Hall Wood Jackson Clarke Khan Ali Ahmed Hussain Begum Hughes Edwards Hill Moore Clark Harrison Scott Young \
        Morris Lewis Allen Singh Kaur Cooper King Shah Baker Harris Turner Ward Watson Anderson Carter Mitchell Bailey \
        O'Brien O'Neill McDonald MacKenzie D'Souza Müller Nowak Kowalski Wójcik Lewandowski González García Fernández Nguyễn \
        Okafor Adeyemi Mensah Chukwu Mohamed Hassan Iqbal Akhtar Mahmood Chaudhry Rahman Islam Miah Uddin Begum Bibi
        """)
    private static let heads = words(
        "Ath Bram Cald Dray Elv Foth Garr Ingl Kett Mick Neth Pend Quar Roth Skel Thorn Ulv Verr With Yarr Hax Lod Marr Ost"
    )
    private static let middles = words("er el in on ar a e o i en ing am")
    private static let tails = words(
        "by croft dyke hulme ley mire ram sett thwaite wick ton worth field stead combe bourne shaw ski wala zadeh")
    /// Some 5,900 family names.
    static let family: [String] =
        commonFamilies + heads.flatMap { head in middles.flatMap { middle in tails.map { head + middle + $0 } } }

    /// What people with a longer name are called; kept apart from any matcher's own table.
    static let shortened: [String: [String]] = [
        "Abigail": ["Abi", "Abby"], "Alexander": ["Alex", "Sandy"], "Alexandra": ["Alex", "Lexi"],
        "Andrew": ["Andy", "Drew"],
        "Anthony": ["Tony"], "Arthur": ["Artie"], "Benjamin": ["Ben", "Benji"],
        "Catherine": ["Kate", "Cathy", "Katie"],
        "Charlotte": ["Lottie", "Charlie"], "Christine": ["Chris", "Tina"], "Christopher": ["Chris", "Kit"],
        "Daniel": ["Dan", "Danny"], "David": ["Dave", "Davy"], "Deborah": ["Debbie", "Deb"],
        "Edward": ["Ed", "Ted", "Eddie"],
        "Eleanor": ["Ellie", "Nell"], "Elizabeth": ["Liz", "Beth", "Lizzie"], "Emily": ["Em", "Millie"],
        "Florence": ["Flo", "Florrie"], "Frederick": ["Fred", "Freddie"], "Gregory": ["Greg"],
        "Henry": ["Harry", "Hal"],
        "Isabella": ["Bella", "Izzy"], "Jacob": ["Jake"], "Jacqueline": ["Jackie"], "James": ["Jim", "Jamie"],
        "Jennifer": ["Jenny", "Jen"], "Jessica": ["Jess"], "Joanna": ["Jo"], "John": ["Jack", "Johnny"],
        "Jonathan": ["Jon"], "Joseph": ["Joe", "Joey"], "Joshua": ["Josh"], "Katarzyna": ["Kasia"],
        "Katherine": ["Kathy", "Kate"], "Margaret": ["Maggie", "Peggy"], "Małgorzata": ["Gosia"], "Matilda": ["Tilly"],
        "Matthew": ["Matt"], "Michael": ["Mike", "Mick"], "Muhammad": ["Mohammed", "Mohammad", "Mohamed"],
        "Nathaniel": ["Nathan", "Nat"], "Nicola": ["Nicky", "Nikki"], "Oliver": ["Ollie"], "Olivia": ["Liv"],
        "Patricia": ["Pat", "Trish"], "Peter": ["Pete"], "Philip": ["Phil"], "Rachel": ["Rach"], "Rebecca": ["Becky"],
        "Richard": ["Rick", "Rich"], "Robert": ["Rob", "Bob", "Bobby"], "Samantha": ["Sam"],
        "Samuel": ["Sam", "Sammy"],
        "Sarah": ["Sally"], "Stephen": ["Steve"], "Susan": ["Sue", "Susie"], "Theodore": ["Theo", "Teddy"],
        "Theresa": ["Tess"], "Thomas": ["Tom", "Tommy"], "Timothy": ["Tim"], "Victoria": ["Vicky"],
        "William": ["Will", "Bill", "Billy"], "Yusuf": ["Youssef"],
    ]

    /// Names that twins were given and that are easily taken for each other.
    static let twins: [(String, String)] = [
        ("Harry", "Henry"), ("Jack", "John"), ("Jon", "Ron"), ("Ella", "Ellie"), ("Ella", "Bella"), ("Mia", "Maya"),
        ("Lily", "Lilly-Mae"), ("Aidan", "Jaidan"), ("Hassan", "Hussain"), ("Hasan", "Husain"), ("Amina", "Amna"),
        ("Jayden", "Hayden"), ("Ava", "Eva"), ("Millie", "Emily"), ("Beth", "Elizabeth"), ("Alex", "Alexa"),
        ("Zara", "Sara"), ("Faith", "Faye"), ("Tom", "Tim"), ("Kate", "Katie"), ("Theo", "Teddy"), ("Molly", "Polly"),
        ("Isla", "Ayla"), ("Omar", "Umar"), ("Daniel", "Daniella"), ("Freddie", "Eddie"), ("Will", "Liam"),
        ("Rosie", "Rose"), ("Leo", "Leon"),
    ]

    /// One of a list, the first ones most often: from the first 16, 32, 64 and so on of it, each as often.
    ///
    /// The commonest family name of 5,900 is borne by one person in 70, the commonest given name by one in 35.
    static func pick(_ list: [String], _ chance: inout SplitMix64) -> String {
        var longest = 4
        while 1 << longest < list.count { longest += 1 }
        return list[chance.below(min(list.count, 1 << chance.within(4...longest)))]
    }

    private static func words(_ text: String) -> [String] { text.split(separator: " ").map(String.init) }
}
