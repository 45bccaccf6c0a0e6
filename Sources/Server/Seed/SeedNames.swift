// Names for people who do not exist, some of them awkward on purpose.

enum SeedNames {
  static let first = [
    "Amber", "Aisha", "Alfie", "Amelia", "Anouk", "Arjun", "Beatrix", "Ben", "Bilal", "Bronwen",
    "Callum", "Carys", "Chidi", "Chloë", "Connor", "Daisy", "Danyal", "Dylan", "Eilidh", "Elif",
    "Ellis", "Emeka", "Erin", "Esme", "Ewan", "Faith", "Farah", "Finlay", "Freya", "Gethin",
    "Grace", "Gwen", "Hamza", "Hana", "Harley", "Hollie", "Ibrahim", "Imogen", "Iona", "Isaac",
    "Ivy", "Jaden", "Jasmine", "Jess", "Joseph", "Kacper", "Kai", "Keira", "Kofi", "Kyle", "Layla",
    "Leo", "Liam", "Lily", "Logan", "Lucas", "Luca", "Maisie", "Malik", "Maja", "Mason", "Mei",
    "Mia", "Mila", "Mohammed", "Molly", "Musa", "Nadia", "Nathan", "Nia", "Niamh", "Noah", "Noor",
    "Óisín", "Olivia", "Oscar", "Owen", "Paige", "Piotr", "Poppy", "Quinn", "Rafael", "Reece",
    "Rhys", "Robyn", "Rosie", "Ruby", "Ryan", "Saffron", "Samir", "Scarlett", "Seren", "Seán",
    "Simran", "Skye", "Sofia", "Taylor", "Teagan", "Theo", "Thảo", "Tobi", "Tyler", "Uma", "Umar",
    "Violet", "Wiktoria", "Will", "Xanthe", "Yasmin", "Yusuf", "Zac", "Zainab", "Zoë", "Zuzanna",
  ]

  static let last = [
    "Abara", "Ainsworth", "Ashdown", "Bakshi", "Barrowclough", "Birch", "Blackwell", "Brânză",
    "Brook", "Calloway", "Carrick", "Chaudhry", "Clegg", "Coleridge", "Cross", "D'Souza", "Dale",
    "Darlow", "de la Cruz", "Devereux", "Drake", "Easton", "Eboué", "Edgeworth", "Elsayed",
    "Fairclough", "Farrow", "Fenwick", "Forde", "Fox-Hargreaves", "Garbutt", "Ghosh", "Gill",
    "Gołąb", "Greenwood", "Hale", "Hallsworth", "Hart", "Heslop", "Holloway", "Hussain", "Ibbotson",
    "Ingram", "Iqbal", "Jagger", "Jankowski", "Jessop", "Joseph", "Kaczmarek", "Kapoor", "Keane",
    "Kerr", "Khatun", "Kirkbride", "Lacey", "Lamb", "Lennox", "Lindqvist", "Lofthouse", "Lowe",
    "MacAskill", "Mahmood", "Marsden", "Mbeki-Lowe", "McCormack", "Mensah", "Moss", "Nail",
    "Naylor", "Nguyễn", "Nwosu", "O'Connor", "O'Neill", "Oakes", "Okafor", "Ó Briain", "Parkin",
    "Patel", "Peacock", "Petrović", "Pickles", "Quigley", "Quayle", "Rahman", "Ramsbottom", "Rao",
    "Redfern", "Rigby", "Romero", "Sandhu", "Şahin", "Sharrock", "Singh", "Skelton", "Smith",
    "St John", "Sugden", "Szymański", "Tasker", "Tattersall", "Thorne", "Tran", "Tweddle", "Ufford",
    "Umunna", "Usman", "van der Berg", "Vance", "Varley", "Vaughan", "Vickers", "Wadsworth",
    "Walsh", "Whitlock", "Wilde", "Xu", "Yardley", "Yates", "Yilmaz", "Young", "Zafar", "Zielińska",
  ]

  /// Children who are in every size, in this order: the first two are AB and CD.
  static let fixedChildren: [(name: String, short: String)] = [
    ("Amber Birch", "AB"), ("Callum D'Souza", "CD"), ("Eilidh Fenwick", "EF"),
    ("Grace Holloway", "GH"), ("Jamie Smith", "JS"), ("Jasmine Sandhu", "JS"),
    ("Zoë O'Neill", "ZO"), ("Óisín Ó Briain", "OO"), ("Nguyễn Thị Ánh Tuyết", "NT"),
    ("Pieter van der Berg", "PB"), ("شيماء الخطيب", "SK"), ("李小龙", "LX"),
    ("Maximiliana-Seraphina Featherstonehaugh-Cholmondeley de la Tour d'Auvergne-Lauraguais", "ML"),
    ("Li Xu", "LX"), ("Null Nail", "NN"), ("D'Angelo St John-O'Connor", "DS"),
    ("Jean-Luc N'Diaye", "JN"), ("Ærin Þórsdóttir", "AT"), ("Mary Ann Jo Smith", "MS"),
    ("Jo Smith (known as Robin)", "JS"),
  ]

  static let cast: [(login: String, name: String)] = [
    ("dara", "Dara Okonjo"), ("devi", "Devi Raman"), ("cora", "Cora Whitlock"),
    ("cal", "Cal MacAskill"), ("tess", "Tess O'Neill"), ("tom", "Tom Ó Briain"),
    ("tari", "Tari Mensah"), ("vic", "Vic Lindqvist"), ("conn", "Conn van der Berg"),
    ("adam", "Adam Szymański"),
  ]

  static let fixedStaff = [
    "Siobhán O'Neill", "Nguyễn Văn Bình", "Zoë Adeyemi-Clarke", "יעל כהן", "Bo Xu",
    "Wilhelmina Bartholomea Fitzpatrick-Montgomery-Smythe of the Long Corridor", "J. Smith",
    "J. Smith", "Dr. Łucja Żółć", "Tess O'Neil",
  ]

  static let schools = [
    "Hillside Academy", "Northshire LA SEND team", "Beck Lane Primary", "St Oswin's", "The Larches",
    "Kestrel High", "Millrace Community School", "Moorgate Academy", "Two Rivers", "Oakenshaw Park",
    "Our Lady of the Fells", "Fernhill Junior", "Southmere College", "Ash Tree Hub", "Quarry Bank",
  ]
}
