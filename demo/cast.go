package demo

// company is an account of the demo.
type company struct{ slug, name, admin, email string }

var (
	zilt   = company{"zilt", "Zilt & Zand", "Lotte Vermeulen", "lotte@zilt.example"}
	polder = company{"polder", "Polderhuis Verhuur", "Pieter De Smet", "pieter@polder.example"}
)

// owner is one owner to be. Telephone numbers lie in ranges kept free for
// stories, addresses of mail under example domains.
type owner struct {
	name, email, phone, address string
	percent                     int64 // commission
	note                        string
}

var owners = []owner{
	{"Hélène Dubois-Wouters", "helene@example.org", "+33 6 39 98 14 20", "12 rue des Dunes\n59240 Dunkerque\nFrance", 20, "Prefers e-mail. Comes herself in the last week of August, every year."},
	{"Jürgen Köhler", "juergen@example.org", "+49 30 23125 118", "Kantstraße 48\n10625 Berlin\nDeutschland", 22, "Shares Huis Meeuwenzang with his sister-in-law Siobhán; both get a statement."},
	{"Siobhán Ní Fhaoláin", "siobhan@example.org", "+353 20 915 0142", "7 Harbour Row\nCobh\nÉire", 22, ""},
	{"Δημήτρης Παπαδόπουλος", "dimitris@example.org", "+44 7700 900341", "Οδός Ερμού 15\n10563 Αθήνα\nΕλλάδα", 25, "Statements to his accountant as well, by post."},
	{"Søren Łukasik", "soren@example.org", "+44 7700 900127", "Strandvejen 203\n2900 Hellerup\nDanmark", 20, ""},
	{"Marie-Claire Vandenbroucke", "mc.vandenbroucke@example.com", "+33 1 99 00 27 15", "Avenue Louise 311\n1050 Bruxelles\nBelgique", 18, "With us since the first season."},
	{"Иван Петров", "ivan.petrov@example.com", "+49 171 3920015", "ул. Витоша 18\n1000 София\nБългария", 25, ""},
	{"佐藤 健一", "sato@example.com", "+1 202 555 0143", "4-2-8 Shibakōen\nMinato-ku, Tokyo\n日本", 25, "Replies in the morning, our time."},
	{"Žofia Kováčová", "zofia@example.com", "+44 7700 900555", "Obchodná 22\n811 06 Bratislava\nSlovensko", 22, ""},
	{"Bruno & Ilse Claeys", "claeys@example.com", "+33 1 99 00 48 03", "Kustlaan 88\n8300 Knokke-Heist\nBelgië", 20, "Two signatures for anything above € 1,000."},
	{"Fatma Yıldız", "fatma@example.com", "+49 30 23125 442", "İstiklal Caddesi 41\n34430 İstanbul\nTürkiye", 22, ""},
	{"Niamh O'Connor", "niamh@example.com", "+353 20 915 0177", "3 Strand Road\nDublin 4\nIreland", 20, ""},
	{"Guðrún Jónsdóttir", "gudrun@example.com", "+44 7700 900808", "Laugavegur 62\n101 Reykjavík\nÍsland", 24, ""},
	{"Luc Van Hoorebeke", "luc@example.com", "+33 1 99 00 63 90", "Koningsstraat 5\n8400 Oostende\nBelgië", 20, "Has the spare keys of Residentie Albatros."},
	{"Ngô Thị Lan", "lan@example.com", "+1 202 555 0168", "Bischoffsheimlaan 9\n1000 Brussel\nBelgië", 22, ""},
	{"أمينة الحسني", "amina@example.com", "+33 6 39 98 71 05", "شارع محمد الخامس 27\nالرباط\nالمغرب", 25, ""},
	{"Gaëlle Lefèvre", "gaelle@example.com", "+33 6 39 98 22 61", "4 place du Marché\n59000 Lille\nFrance", 20, ""},
	{"Åsa Lindström", "asa@example.com", "+44 7700 900614", "Östgötagatan 12\n116 25 Stockholm\nSverige", 22, ""},
	{"João Conceição", "joao@example.com", "+1 202 555 0119", "Rua da Boavista 70\n1200-068 Lisboa\nPortugal", 22, ""},
	{"Familie Goossens", "goossens@example.com", "+33 1 99 00 15 47", "Meir 102\n2000 Antwerpen\nBelgië", 18, "Ring the daughter, Anneleen, first."},
	{"Đặng Minh & Zonen bv", "minh@example.com", "+49 30 23125 780", "Handelskaai 16\n9000 Gent\nBelgië", 25, "Wants an invoice for every commission."},
	{"Małgorzata Wójcik", "gosia@example.com", "+44 7700 900272", "ul. Długa 9\n80-831 Gdańsk\nPolska", 22, ""},
	{"Ruth Ben-David רות", "ruth@example.com", "+1 202 555 0187", "Belgiëlei 120\n2018 Antwerpen\nBelgië", 20, ""},
	{"Wim Steyaert", "wim@example.com", "+33 6 39 98 30 12", "Zeelaan 14\n8670 Koksijde\nBelgië", 20, "Does small repairs himself; ask before sending anybody."},
}

// home is one property to be: whose, by name and percentage, and what it is.
type home struct {
	name, kind, street, postcode, city string
	sleeps, nightly                    int64 // nightly in euro
	owners                             []part
	units                              []string
	text                               string
}

type part struct {
	owner   string
	percent int64
}

func all(owner string) []part { return []part{{owner, 100}} }

var homes = []home{
	{"Villa Duinroos", "house", "Driftweg 41", "8420", "De Haan", 8, 245, all("Hélène Dubois-Wouters"), nil, "White cottage-style villa of 1927 behind the dune, garden on the south, four bedrooms, bicycles in the shed."},
	{"Studio Zonnedauw", "apartment", "Zeedijk 112", "8420", "De Haan", 2, 85, all("Hélène Dubois-Wouters"), nil, "Studio on the third floor with the sea in front, fold-away bed, lift."},
	{"Appartement Vuurtoren", "apartment", "Visserskaai 27", "8400", "Oostende", 4, 130, all("Hélène Dubois-Wouters"), nil, "Two bedrooms over the fishing harbour. Gulls from five in the morning; ear plugs in the drawer."},
	{"Huis Meeuwenzang", "house", "Leopoldlaan 8", "8430", "Middelkerke", 6, 180, []part{{"Jürgen Köhler", 50}, {"Siobhán Ní Fhaoláin", 50}}, nil, "Terraced house, two minutes from the beach, roof terrace, dogs welcome."},
	{"Penthouse Belvédère", "apartment", "Zeedijk-Het Zoute 640", "8300", "Knokke-Heist", 6, 390, []part{{"Bruno & Ilse Claeys", 60}, {"Familie Goossens", 40}}, nil, "Eleventh floor, terrace all around, two parking places underground."},
	{"Residentie Albatros", "building", "Albert I-laan 201", "8620", "Nieuwpoort", 12, 320, all("Luc Van Hoorebeke"), []string{"Albatros 1 – ground floor", "Albatros 2 – first floor", "Albatros 3 – attic"}, "A house of three apartments, let one by one or as a whole for large families."},
	{"De Oude Loods", "house", "Kaaiplaats 3", "8620", "Nieuwpoort", 5, 165, all("Δημήτρης Παπαδόπουλος"), nil, "Former net loft at the quay, one large room under the beams."},
	{"Loft Kattendijk", "apartment", "Kattendijkdok-Westkaai 54", "2000", "Antwerpen", 4, 155, all("Søren Łukasik"), nil, "Corner loft on the dock, MAS across the water, tram 7 at the door."},
	{"Huisje Polderwind", "house", "Vaartstraat 19", "8377", "Zuienkerke", 4, 110, all("Søren Łukasik"), nil, "Low farmhand's cottage in the polder; the fibre has reached it, the bus has not."},
	{"Villa Zeemansrust", "house", "Koninklijke Baan 77", "8670", "Koksijde", 10, 310, all("Marie-Claire Vandenbroucke"), nil, "Five bedrooms, tennis court of the neighbours on request."},
	{"Appartement Blauwe Kim", "apartment", "Zeedijk 54", "8670", "Koksijde", 4, 120, all("Marie-Claire Vandenbroucke"), nil, "Sea on one side, dunes on the other; washing machine in the cellar."},
	{"Studio Wulk", "apartment", "Zeelaan 230", "8670", "Koksijde", 2, 70, all("Wim Steyaert"), nil, "Small, warm, cheap. Ideal for two and a kite."},
	{"Duinhuis Helmgras", "house", "Schapenweg 6", "8670", "Oostduinkerke", 7, 205, all("Wim Steyaert"), nil, "Wooden house on stilts in the dunes. No cars beyond the gate."},
	{"Appartement Paardenvissers", "apartment", "Astridplein 11", "8670", "Oostduinkerke", 4, 105, all("Wim Steyaert"), nil, "See the shrimp fishers on horseback from the balcony, June to September."},
	{"Villa Les Zéphyrs", "house", "Henri Jasparlaan 173", "8434", "Westende", 8, 260, all("Gaëlle Lefèvre"), nil, "Art deco by the book; the green bathroom is protected."},
	{"Appartement Grand Large", "apartment", "Zeedijk 401", "8434", "Westende", 5, 135, all("Gaëlle Lefèvre"), nil, "Two bedrooms and a bunk corner, facing west: sunsets."},
	{"Huis De Kaap", "house", "Kapelstraat 60", "8450", "Bredene", 6, 150, all("Иван Петров"), nil, "Behind the only dune with a bunker one can visit."},
	{"Appartement Seagull", "apartment", "Kapellestraat 88", "8400", "Oostende", 3, 95, all("Иван Петров"), nil, "Over a bakery: croissants at six, silence at nine."},
	{"東の家 Oosthuis", "house", "Van Iseghemlaan 40", "8400", "Oostende", 5, 175, all("佐藤 健一"), nil, "Town house with a Japanese bath in the garden room. Shoes off, please."},
	{"Appartement Casino", "apartment", "Monacoplein 2", "8400", "Oostende", 4, 140, all("佐藤 健一"), nil, "Fifth floor beside the Kursaal. Concert nights are heard."},
	{"Huis Kantklos", "house", "Balstraat 31", "8000", "Brugge", 5, 190, all("Žofia Kováčová"), nil, "Step-gabled house in the Sint-Anna quarter, steep stairs."},
	{"Begijnenkamer", "room", "Wijngaardstraat 14", "8000", "Brugge", 2, 88, all("Žofia Kováčová"), nil, "One room, own entrance, breakfast next door."},
	{"Villa Rietmus", "house", "Zwinlaan 9", "8300", "Knokke-Heist", 9, 365, all("Bruno & Ilse Claeys"), nil, "Thatched, heated pool May to September, gardener on Tuesdays."},
	{"Appartement Lippens", "apartment", "Lippenslaan 150", "8300", "Knokke-Heist", 4, 145, all("Fatma Yıldız"), nil, "Shopping below, sea at four hundred metres."},
	{"Huis Kleine Vos", "house", "Kerkstraat 22", "8370", "Blankenberge", 6, 160, []part{{"Fatma Yıldız", 50}, {"Niamh O'Connor", 50}}, nil, "Family house with games room; the piano is tuned."},
	{"Appartement Pier", "apartment", "Zeedijk 230", "8370", "Blankenberge", 4, 115, all("Niamh O'Connor"), nil, "Looks along the pier. Parking is a riddle: see the house book."},
	{"Studio Sea Life", "apartment", "Koning Albert I-laan 95", "8370", "Blankenberge", 2, 72, all("Guðrún Jónsdóttir"), nil, "Refurbished last winter, induction hob, cot on request."},
	{"Huis Uitkerke", "house", "Scharebrugstraat 4", "8370", "Uitkerke", 7, 170, all("Guðrún Jónsdóttir"), nil, "Birdwatchers' house at the edge of the reserve; telescope on the first floor."},
	{"Appartement Wenduine Strand", "apartment", "Graaf Jansdijk 33", "8420", "Wenduine", 5, 125, all("Luc Van Hoorebeke"), nil, "Corner apartment, ramp from the street to the lift."},
	{"Chalet Zandkorrel", "house", "Nieuwpoortsesteenweg 600", "8400", "Oostende", 4, 90, all("Ngô Thị Lan"), nil, "In a quiet park; pool of the park from Easter."},
	{"Appartement Thermen", "apartment", "Koningin Astridlaan 5", "8400", "Oostende", 4, 128, all("أمينة الحسني"), nil, "Behind the royal galleries, sauna for two."},
	{"Huis Mariakerke", "house", "Dorpsstraat 52", "8400", "Oostende", 6, 155, all("أمينة الحسني"), nil, "Ensor's village: his grave is around the corner."},
	{"Appartement Panorama", "apartment", "Zeedijk 18", "8660", "De Panne", 6, 140, all("Åsa Lindström"), nil, "The widest beach of the country, sand yachts included in the view."},
	{"Cottage Westhoek", "house", "Dynastielaan 71", "8660", "De Panne", 6, 165, all("Åsa Lindström"), nil, "Dumont quarter, garden with a hedge no neighbour sees through."},
	{"Stadsflat Zurenborg", "apartment", "Cogels-Osylei 36", "2600", "Antwerpen", 4, 135, all("João Conceição"), nil, "Second floor of the house with the golden sunflowers."},
	{"Kelderloft Sint-Andries", "apartment", "Kloosterstraat 120", "2000", "Antwerpen", 2, 98, all("João Conceição"), nil, "Vaulted cellar with daylight, among the antique dealers."},
	{"Herenhuis Eilandje", "house", "Napelsstraat 12", "2000", "Antwerpen", 8, 285, all("Familie Goossens"), nil, "Four floors, lift to the third, office with fibre."},
	{"Appartement Graslei", "apartment", "Korenlei 7", "9000", "Gent", 3, 148, all("Đặng Minh & Zonen bv"), nil, "Everybody photographs this gable; you sleep in it."},
	{"Woonboot Sofia", "house", "Lieremanspad 2", "9000", "Gent", 4, 132, all("Małgorzata Wójcik"), nil, "Barge of 1961, wood stove, do not feed the heron."},
	{"Appartement Diamant", "apartment", "Pelikaanstraat 60", "2018", "Antwerpen", 4, 118, all("Ruth Ben-David רות"), nil, "Two minutes from the central station. Closed for arrivals on Saturdays."},
}

var polderOwners = []owner{
	{"Søren Łukasik", "soren@example.org", "+44 7700 900127", "Strandvejen 203\n2900 Hellerup\nDanmark", 15, ""},
	{"Griet Hoste", "griet@example.org", "+33 1 99 00 81 44", "Dorpsplein 4\n8340 Damme\nBelgië", 18, ""},
	{"Olivier N'Diaye", "olivier@example.org", "+33 6 39 98 55 19", "12 quai de la Citadelle\n59140 Dunkerque\nFrance", 18, ""},
}

var polderHomes = []home{
	{"Hoeve Ten Dijke", "house", "Dijkstraat 2", "8340", "Damme", 12, 280, all("Griet Hoste"), nil, "Farm with a moat. Children love the moat; fence included."},
	{"Huisje Sluis", "house", "Damse Vaart-Zuid 18", "8340", "Damme", 4, 105, all("Griet Hoste"), nil, "By the canal, canoe in the barn."},
	{"Molenhuis", "house", "Molenstraat 77", "8377", "Zuienkerke", 5, 120, all("Søren Łukasik"), nil, "Miller's house below a mill that still turns on Sundays."},
	{"Ferme des Moëres", "house", "Route des Moëres 11", "59122", "Hondschoote", 9, 190, all("Olivier N'Diaye"), nil, "Just across the border, three metres below the sea."},
}
