/// A small table of forms of one given name. Deliberately short: an alias is weaker than an exact name anyway.
enum Nicknames {
    /// The names a given name may stand for, itself always among them.
    static func roots(_ name: String) -> Set<String> { Set(table[name] ?? []).union([name]) }

    /// Every other name that may be a form of the same one.
    static func aliases(of name: String) -> Names { aliases[name] ?? Names() }

    private static let aliases: [String: Names] = {
        let names = Set(table.keys).union(forms.keys)
        return Dictionary(uniqueKeysWithValues: names.map { name in (name, Names(others(than: name).map { [$0] })) })
    }()

    /// Its roots, their other forms, and its own forms.
    private static func others(than name: String) -> Set<String> {
        roots(name).reduce(into: roots(name)) { $0.formUnion(words(of: $1)) }.subtracting([name])
    }

    private static func words(of root: String) -> [String] {
        (forms[root] ?? "").split(separator: " ").map(String.init)
    }

    private static let table: [String: [String]] = {
        var table: [String: [String]] = [:]
        for (root, forms) in forms {
            for form in forms.split(separator: " ") { table[String(form), default: []].append(root) }
        }
        return table
    }()

    private static let forms: [String: String] = [
        "abigail": "abi abby abbie gail", "abdul": "abdel", "alexander": "alex alec lex sandy xander sasha",
        "alexandra": "alex lexi sandra sasha alexa", "alfred": "alf alfie fred freddie", "amelia": "millie amy emmy",
        "andrew": "andy drew", "anthony": "tony antony", "archibald": "archie", "arthur": "art artie",
        "barbara": "barb babs", "benjamin": "ben benny benji", "beatrice": "bea trixie",
        "catherine":
            "kate katie kathy cathy katherine kathryn catharine kitty cath kath", "charles": "charlie chas chuck",
        "charlotte": "charlie lottie lotte", "christina": "chris tina chrissie christine",
        "christopher":
            "chris kit topher", "daniel": "dan danny", "danielle": "dani", "david": "dave davey davy",
        "deborah": "deb debbie debra", "dominic": "dom", "dorothy": "dot dottie dolly",
        "edward":
            "ed eddie ted teddy ned", "eleanor": "ellie nell nora ella",
        "elizabeth":
            "liz lizzie beth betty eliza libby elisabeth elspeth betsy lisa", "emily": "em emmy millie", "emma": "em",
        "florence": "flo florrie", "francis": "frank fran frankie", "frances": "fran frankie fanny",
        "frederick":
            "fred freddie freddy", "gabriel": "gabe", "geoffrey": "geoff jeffrey jeff", "george": "georgie",
        "georgina": "georgie gina", "gerald": "gerry jerry", "graham": "graeme", "gregory": "greg",
        "harold":
            "harry hal", "harriet": "hattie harry", "helen": "nell ellen", "henry": "harry hal hank",
        "isabella":
            "bella izzy isabel isabelle issy", "jacob": "jake", "jacqueline": "jackie jacqui",
        "james":
            "jim jimmy jamie jem", "janet": "jan", "jennifer": "jen jenny jenni", "jessica": "jess jessie",
        "joanna":
            "jo joanne joan", "jonathan": "jon jonny johnathan jonathon", "john": "jack johnny jon",
        "joseph":
            "joe joey jo", "joshua": "josh", "judith": "judy", "katarzyna": "kasia", "kenneth": "ken kenny",
        "kimberley": "kim kimberly", "laura": "laurie", "lawrence": "larry laurence laurie", "leonard": "len lenny leo",
        "lucy": "lou", "louise": "lou", "louis": "lou lewis", "madeleine": "maddie maddy madeline",
        "malgorzata":
            "gosia", "margaret": "maggie meg peggy marge margie madge greta daisy", "martin": "marty",
        "mary":
            "molly polly may maria marie", "matthew": "matt mattie matty", "megan": "meg",
        "michael":
            "mike mick mickey micky", "michelle": "shell",
        "muhammad":
            "mohammad mohammed mohamed muhammed mohamad mohamud muhamad md mohd mo", "nathan": "nate",
        "nathaniel":
            "nat nate nathan", "nicholas": "nick nicky nicolas", "nicola": "nicky nikki nic", "oliver": "ollie olly",
        "olivia": "liv livvy", "pamela": "pam", "patricia": "pat patsy trish tricia", "patrick": "pat paddy",
        "penelope": "penny", "peter": "pete", "philip": "phil phillip", "philippa": "pippa", "rachel": "rach rachael",
        "raymond": "ray", "rebecca": "becky bex becca", "richard": "dick rick ricky rich richie",
        "robert":
            "bob bobby rob robbie bert", "ronald": "ron ronnie", "rosemary": "rose rosie", "samantha": "sam sammy",
        "samuel": "sam sammy", "sarah": "sally sara sadie", "simon": "si", "sophia": "sophie sofia",
        "stephanie":
            "steph", "stephen": "steve steven stevie", "susan": "sue susie suzanne", "terence": "terry",
        "theodore":
            "theo ted teddy", "theresa": "terry tess tessa teresa", "thomas": "tom tommy", "timothy": "tim timmy",
        "valerie": "val", "victoria": "vicky vikki tori", "vincent": "vince vinny", "walter": "wally walt",
        "william":
            "bill billy will willy liam", "yusuf": "yousuf yousef youssef joseph", "zachary": "zach zack",
    ]
}
