package access

import (
	"slices"
	"strings"
	"testing"
)

// small is a page of everything the language has, in few words.
const small = `scopes account, client, property, vendor
verbs reading read
verbs making add
verbs edit
groups name, phone
switches phones
states new, old
open is new
recent is 7 days
suspended keeps house
thing house by account, client, property has day, state, person, assignee holds name, phone takes read, add, edit
thing firm by account, vendor, client directly, property holds name, phone takes read, add
area both is house, firm

everyone
  may read house of mine
  never edit house while old

role boss on account
  may manage both sees all
  may grant boss, clerk, hand
standing role root on account, property
  may read house while recent sees name
  on property: may edit house while open
role clerk on client, one property
  may read house, firm sees name
  with phones: may read house sees phone
  on client with phones: may grant hand
  ask edit house given to me
role hand on vendor
  may read firm of my vendor
`

func TestTheSmallPageParses(t *testing.T) {
	if _, err := Parse("small.txt", small); err != nil {
		t.Fatal(err)
	}
}

func TestAPageIsRefused(t *testing.T) {
	for _, c := range []struct{ name, old, new, want string }{
		{"no roles at all", small[strings.Index(small, "everyone"):], "", "the page lets nobody do anything"},
		{"an unknown opener", "area both", "aera both", `small.txt:13: there is no declaration "aera"; did you mean "area"?`},
		{"an unknown scope", "scopes account", "scopes acount", `:1: there is no scope "acount"; did you mean "account"?`},
		{"an undeclared scope of a thing", ", vendor\nverbs", "\nverbs", `:12: there is no scope "vendor"`},
		{"an unknown scope of a role", "hand on vendor", "hand on vendro", `:30: there is no scope "vendro"; did you mean "vendor"?`},
		{"an unknown verb", "ask edit", "ask edti", `:29: there is no verb "edti"; did you mean "edit"?`},
		{"an unknown thing", "read firm of", "read frim of", `:31: there is no thing "frim"; did you mean "firm"?`},
		{"an unknown group", "sees phone", "sees fone", `:27: there is no group "fone"; did you mean "phone"?`},
		{"an unknown group of a thing", "holds name, phone takes read, add, edit", "holds name, fon takes read, add, edit", `:11: there is no group "fon"`},
		{"an unknown switch", "  with phones", "  with fones", `:27: there is no switch "fones"; did you mean "phones"?`},
		{"an unknown state", "while old", "while odl", `:17: there is no state "odl"`},
		{"an unknown role", "boss, clerk", "boss, clrek", `:21: there is no role "clrek"; did you mean "clerk"?`},
		{"an unknown field", "has day", "has dya", `:11: there is no field "dya"; did you mean "day"?`},
		{"an unknown kind of sentence", "ask edit", "must edit", `:29: there is no kind of sentence "must"`},
		{"a sentence without a kind", "  ask edit house given to me", "  with phones:", `:29: there is no kind of sentence ""`},
		{"a missing word", "may read firm of", "may read firm, of", `:31: there is no thing "of"`},
		{"a list that ends early", "boss, clerk, hand", "boss, clerk,", "a word is missing"},
		{"a colon in a list", "boss, clerk, hand", "boss, : clerk, hand", `a word is missing before ":"`},
		{"a word with capitals", "groups name", "groups Name", `a word is missing before "Name"`},
		{"a word that ends in a dash", "groups name", "groups name-", `a word is missing`},
		{"too many words", "recent is 7 days", "recent is 7 days long", `:9: "long" is too much here`},
		{"a missing colon", "phones: may read", "phones may read", `:27: a colon is missing`},
		{"a word declared twice", "groups name, phone", "groups name, phone, name", `:5: group "name" is declared twice`},
		{"a thing declared twice", "thing firm", "thing house", `:12: thing "house" is declared twice`},
		{"a role declared twice", "role hand", "role clerk", `:30: role "clerk" is declared twice`},
		{"a word the language uses", "groups name, phone", "groups name, phone, mine", `"mine" cannot be a group`},
		{"a thing without parts", " holds name, phone takes read, add\n", " takes read, add\n", ":12: write it as: thing NAME by"},
		{"a part held twice", "holds name, phone takes read, add\n", "holds name, phone, name takes read, add\n", `it holds "name" twice`},
		{"directly of something else", "vendor, client directly", "vendor directly, client", "only client can be said"},
		{"an area without things", "area both is house, firm", "area both house", "write it as: area NAME is THINGS"},
		{"an area named like a thing", "area both is", "area house is", `an area needs a word of its own, not "house"`},
		{"open without states", "open is new", "open new", "write it as: open is STATES"},
		{"suspended without things", "suspended keeps house", "suspended house", "write it as: suspended keeps THINGS"},
		{"recent in words", "recent is 7 days", "recent is seven days", "write it once, as: recent is 30 days"},
		{"recent twice", "recent is 7 days", "recent is 7 days\nrecent is 8 days", "write it once"},
		{"recent below nothing", "recent is 7 days", "recent is -7 days", "write it once"},
		{"everyone twice", "role boss", "everyone\n  may read house\nrole boss", "everyone is said twice"},
		{"a role on nothing", "role hand on vendor", "role hand", "say what it is granted on"},
		{"a role without a name", "role hand on vendor", "role", "a word is missing"},
		{"a role that may do nothing", "  may read firm of my vendor\n", "", "role hand may do nothing"},
		{"a role nobody can grant", "boss, clerk, hand", "boss, hand", `:25: nobody can grant role clerk`},
		{"a standing role that is granted", "boss, clerk, hand", "boss, clerk, hand, root", "role root is standing, and yet"},
		{"a switch never used", "switches phones", "switches phones, faxes", `switch "faxes" is declared and never used`},
		{"a verb nothing takes", "verbs edit", "verbs edit, fry", `verb "fry" is declared and never used`},
		{"a group nothing holds", "groups name, phone", "groups name, phone, fax", `group "fax" is declared and never used`},
		{"a thing nobody may read", "area both is house, firm", "thing shed by account holds name takes read\narea both is house, firm", `:13: nobody may read a shed`},
		{"a group nobody may see", "may manage both sees all", "may manage both sees name", `:12: nobody may see the phone of a firm`},
		{"a sentence that says nothing new", "  ask edit", "  on client: may read firm\n  ask edit", `:29: says nothing new: line 26 already does`},
		{"the same sentence twice", "  ask edit", "  with phones: may read house sees phone\n  ask edit", `:29: says nothing new: line 27 already does`},
		{"a scope the role is not granted on", "on property: may", "on vendor: may", `cannot be reached: root is not granted on that`},
		{"a thing out of the scope's reach", "role hand on vendor", "role hand on account", ""},
		{"a thing no scope leads to", "may read firm of my vendor", "may read house", `:31: cannot be reached: house is not by vendor`},
		{"a verb no thing takes", "ask edit house", "ask edit firm", `cannot be reached: firm takes none of these verbs`},
		{"a verb of none of several", "may read house, firm sees name", "may read, edit firm sees name", `cannot be reached: none of these takes edit`},
		{"a group that is not held", "may read house while recent sees name", "may read house while recent sees name, fax", `there is no group "fax"`},
		{"sees without reading", "may edit house while open", "may edit house while open sees name", `nothing read here holds name`},
		{"sees all without reading", "may edit house while open", "may edit house while open sees all", `sees all is of no use`},
		{"a group one of the things lacks", "holds name, phone takes read, add\n", "holds phone takes read, add\n", `cannot be reached: firm holds none of these groups`},
		{"never in a role", "ask edit house given", "never edit house given", "never stands only under everyone"},
		{"ask for everyone", "never edit house", "ask edit house", "ask never does"},
		{"never hides nothing", "never edit house", "never read house", "never refuses acts and hides nothing"},
		{"never manage", "never edit house", "never manage house", "never refuses acts and hides nothing"},
		{"never shows nothing", "while old", "while old sees name", "never shows nothing"},
		{"a switch for everyone", "  may read house of mine", "  with phones: may read house of mine", "everyone holds no grant"},
		{"a condition without its column", "has day, state, person, assignee", "has day, state, assignee", "cannot be reached: house has no person"},
		{"recent without a day", "has day, state", "has state", "cannot be reached: house has no day"},
		{"open without a state", "has day, state", "has day", "cannot be reached: house has no state"},
		{"given without an assignee", "person, assignee", "person", "cannot be reached: house has no assignee"},
		{"of my vendor without one", "read firm of my", "read house of my", "cannot be reached: house is not by vendor"},
		{"open undeclared", "open is new\n", "", "the page declares no open states"},
		{"recent undeclared", "recent is 7 days\n", "", "the page does not declare how long recent is"},
		{"an unknown thing kept", "keeps house", "keeps huose", `there is no thing "huose"; did you mean "house"?`},
		{"a state's set for a thing", "while open", "while new, olde", `there is no state "olde"`},
	} {
		t.Run(c.name, func(t *testing.T) {
			text := strings.Replace(small, c.old, c.new, 1)
			if text == small {
				t.Fatal("changes nothing")
			}
			_, err := Parse("small.txt", text)
			if c.want == "" {
				return
			}
			if err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("want %s, got\n%v", c.want, err)
			}
		})
	}
}

func TestNoMoreWordsThanASetHolds(t *testing.T) {
	many := "groups a"
	for a := 'a'; a <= 'c'; a++ {
		for b := 'a'; b <= 'z'; b++ {
			many += ", " + string(a) + string(b)
		}
	}
	if _, err := Parse("p", many); err == nil || !strings.Contains(err.Error(), "more than 63 group words") || strings.Count(err.Error(), "\n") >= errorLimit {
		t.Error(err)
	}
}

func TestThePageThatDoesNotParseStopsTheProgram(t *testing.T) {
	defer func() {
		if recover() == nil {
			t.Error("it started with a broken page")
		}
	}()
	mustParse("broken", "thing")
}

func TestPrintingBack(t *testing.T) {
	for name, text := range map[string]string{"policy.txt": page, "small.txt": small} {
		p, err := Parse(name, text)
		if err != nil {
			t.Fatal(err)
		}
		back, err := Parse(name, p.String())
		if err != nil {
			t.Fatalf("%v\n%s", err, p)
		}
		if back.String() != p.String() || len(p.Diff(back)) > 0 || !slices.Equal(back.verbs, p.verbs) || !slices.Equal(back.states, p.states) {
			t.Errorf("%s comes back changed:\n%s", name, back)
		}
	}
}

func TestDiffSaysWhatEachRoleGainsAndLoses(t *testing.T) {
	was, _ := Parse("small.txt", small)
	text := strings.Replace(small, "ask edit house given to me", "may edit house given to me", 1)
	text = strings.Replace(text, "boss, clerk, hand", "boss, clerk, hand, temp", 1) + "role temp on one property\n  may read house of mine\n"
	is, err := Parse("small.txt", text)
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	DiffText(&b, was, is)
	want := `boss
  + on account: may grant temp
clerk
  + on client: may edit house given to me
  + on property: may edit house given to me
  - on client: ask edit house given to me
  - on property: ask edit house given to me
temp
  + on property: may read house of mine
  + on property: may see the name of house of mine
`
	if b.String() != want {
		t.Errorf("got\n%s", b.String())
	}
	b.Reset()
	DiffText(&b, was, was)
	if b.String() != "Nobody gains or loses anything.\n" {
		t.Error(b.String())
	}
}

func TestShowIsWhatDocsPolicySays(t *testing.T) {
	var b strings.Builder
	Show(&b, Page)
	fresh(t, "../docs/policy.md", []byte(b.String()))
}
