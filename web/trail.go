package web

import (
	"encoding/hex"
	"net/http"
	"strings"

	"keyhouse/access"
	"keyhouse/id"
	"keyhouse/page"
	"keyhouse/people"
	"keyhouse/sheet"
)

const pathTrail = "/settings/audit"

func trailPath(i id.ID) string { return pathTrail + "/" + i.String() }

// trailListPage is the audit trail: who did what, the latest first.
type trailListPage struct {
	List      List
	Form      Form // of the filter, when something in it is wrong
	Filter    people.TrailFilter
	Page      page.Page[people.TrailEntry]
	People    []people.TrailPerson
	Chips     []Chip
	MayExport bool
}

func (s *screens) trail(w http.ResponseWriter, r *http.Request) error {
	b := trailListPage{List: List{Path: pathTrail}, MayExport: viewer(r).May(access.Export, access.Audit)}
	f, err := people.ParseTrailFilter(r.URL.Query())
	b.Filter, b.List.Query = f, f.Query()
	if err == nil {
		b.Page, err = s.People.Trail(r.Context(), viewer(r), f)
	}
	if err != nil && !retry(err) {
		return err
	}
	b.Form = sent(nil, err)
	if b.People, err = s.People.TrailPeople(r.Context(), viewer(r)); err != nil {
		return err
	}
	p := s.frameOf(r, say(r.Context(), "trail.audit-trail"))
	b.Chips = b.chips(p.Local)
	return s.page(w, r, b.Form.Err, trailListScreen(p, b))
}

// exportTrail answers /settings/audit.csv and .xlsx with what the list shows.
func (s *screens) exportTrail(kind string) answer {
	return func(w http.ResponseWriter, r *http.Request) error {
		f, err := people.ParseTrailFilter(r.URL.Query())
		if err != nil {
			return err
		}
		return s.export(w, "audit-trail", kind, func(to sheet.Writer) error {
			return s.People.ExportTrail(r.Context(), viewer(r), f, to)
		})
	}
}

func (s *screens) trailEntry(w http.ResponseWriter, r *http.Request) error {
	i, err := pathID(r, "entry")
	if err != nil {
		return err
	}
	e, err := s.People.TrailEntry(r.Context(), viewer(r), i)
	if err != nil {
		return err
	}
	return s.show(w, r, http.StatusOK, trailEntryScreen(s.frameOf(r, trailSentence(s.local(r), e)), e))
}

// historyPanel is the end of the trail of one record, on its page: only for
// those who may read the trail.
type historyPanel struct {
	Shown   bool
	Entries []people.TrailEntry
	All     string // where the whole trail of the record is
}

// fewEntries is how many a record's page shows.
const fewEntries = 8

// historyOf gives the latest about a record, or about any of those that belong
// to it.
func (s *screens) historyOf(r *http.Request, record id.ID, more ...id.ID) (historyPanel, error) {
	if !viewer(r).May(access.Read, access.Audit) {
		return historyPanel{}, nil
	}
	all, err := s.People.History(r.Context(), viewer(r), fewEntries, append([]id.ID{record}, more...)...)
	return historyPanel{Shown: true, Entries: all, All: pathTrail + "?record=" + record.String()}, err
}

func (b trailListPage) chips(l Local) []Chip {
	var all []Chip
	add := func(on bool, name, say string) {
		if on {
			all = append(all, Chip{name, say})
		}
	}
	f := b.Filter
	add(!f.Record.IsZero(), "record", l.Say("trail.about-recordwords", "recordwords", b.recordWords(l)))
	add(!f.Person.IsZero(), "person", l.Say("trail.by-name", "name", b.name(l, f.Person)))
	add(!f.Acting.IsZero(), "acting", l.Say("trail.name-logged-in-as", "name", b.name(l, f.Acting)))
	if f.Thing != 0 {
		add(true, "thing", thingWord(l, f.Thing))
	}
	if f.Act != "" {
		add(true, "act", capital(actWord(l, f.Act)))
	}
	if f.Outcome != "" {
		add(true, "outcome", capital(l.Word("outcome", f.Outcome)))
	}
	add(!f.From.IsZero(), "from", l.Say("trail.from-day", "day", l.Day(f.From)))
	add(!f.Until.IsZero(), "until", l.Say("trail.until-day", "day", l.Day(f.Until)))
	return all
}

func (b trailListPage) name(l Local, person id.ID) string {
	for _, p := range b.People {
		if p.Person == person {
			return p.Name
		}
	}
	return l.Say("trail.somebody")
}

// recordWords names the one record the list is about, as its entries do.
func (b trailListPage) recordWords(l Local) string {
	for _, e := range b.Page.Rows {
		if e.Title != "" {
			return e.Title
		}
	}
	return l.Say("trail.one-record")
}

func (b trailListPage) persons(l Local) []Option {
	all := []Option{{"", l.Say("trail.anybody")}}
	for _, p := range b.People {
		all = append(all, Option{p.Person.String(), p.Name})
	}
	return all
}

// trailThings are what the filter offers: whatever can be done anything to.
func trailThings(l Local) []Option {
	all := []Option{{"", l.Say("trail.anything")}}
	for t := access.Thing(1); t.String() != ""; t++ {
		all = append(all, Option{t.String(), thingWord(l, t)})
	}
	return all
}

func trailActs(l Local) []Option {
	all := []Option{{"", l.Say("trail.anything")}}
	for _, a := range people.Acts() {
		all = append(all, Option{a, capital(actWord(l, a))})
	}
	return all
}

// actWord says an act as a label has it.
func actWord(l Local, act string) string {
	if _, ok := access.ParseVerb(act); ok {
		return l.Word("verb", act)
	}
	return l.Word("act", act)
}

// trailSentence says an entry in a few words: "Changed booking Booking 12".
func trailSentence(l Local, e people.TrailEntry) string {
	if e.Act == people.ActSignIn && e.Outcome == people.Denied {
		return l.Say("trail.failed-sign-in")
	}
	if strings.HasPrefix(e.Act, "sign ") || e.Act == people.ActReturn || e.Act == people.ActEnd {
		return l.Word("past-act", e.Act)
	}
	what := strings.ReplaceAll(e.ThingWord, "-", " ")
	if e.Thing != 0 {
		what = l.Word("thing", e.Thing.String())
	}
	if e.Outcome == people.Denied {
		return l.Say("trail.tried-actword-what", "actword", actWord(l, e.Act), "what", what)
	}
	return l.Say("trail.did", "act", l.Word("past-act", e.Act), "what", what)
}

// trailWho says who did it, and through whom.
func trailWho(l Local, e people.TrailEntry) (name, note string) {
	switch {
	case e.ActingName != "":
		return e.ActingName, l.Say("trail.as", "name", e.PersonName)
	case e.Person.IsZero():
		return "Keyhouse", e.PersonName
	}
	return e.PersonName, ""
}

// trailRecord is the page of the record an entry is about, "" if it has none.
func trailRecord(e people.TrailEntry) string {
	if !e.Shown || e.Record.IsZero() || e.Title == "" {
		return ""
	}
	for t, path := range map[access.Thing]string{access.Booking: pathBookings, access.Block: pathBlocks, access.Quote: "/quotes", access.Client: pathOwners,
		access.Property: pathProperties, access.Statement: pathStatements, access.Import: pathImports, access.Channel: "/feeds", access.Member: pathPortal} {
		if e.Thing == t {
			return path + "/" + e.Record.String()
		}
	}
	return ""
}

// changedFields names what an entry changed, as far as it shows: "Arrives: 4
// March → 5 March".
func changedFields(l Local, e people.TrailEntry) string {
	var all []string
	for _, p := range e.Parts {
		for _, c := range p.Changes {
			was, is := c.Told(l.reader(), e.Thing)
			field, before, after := c.Label(l.reader()), brief(was), brief(is)
			switch {
			case before == "" && e.Brought:
				all = append(all, after)
			case before == "" && e.Act == access.Add.String():
			case before == "":
				all = append(all, l.Say("trail.field-is", "field", field, "value", after))
			case after == "":
				all = append(all, l.Say("trail.field-brief-taken-away", "field", field, "brief", before))
			default:
				all = append(all, l.Say("trail.field-changed", "field", field, "before", before, "after", after))
			}
		}
	}
	const most = 4
	if len(all) > most {
		all = append(all[:most], l.Say("trail.and-more"))
	}
	return strings.Join(all, "; ")
}

// reader is whom the trail is told to.
func (l Local) reader() people.Reader { return people.Reader{Tongue: l.Tongue, Zone: l.Zone} }

// brief is the beginning of a long text.
func brief(text string) string {
	if runes := []rune(text); len(runes) > 60 {
		return string(runes[:60]) + "…"
	}
	return text
}

// hashWords is a hash in groups of eight, which break on a narrow screen.
func hashWords(hash []byte) string {
	text := hex.EncodeToString(hash)
	var parts []string
	for len(text) > 8 {
		parts, text = append(parts, text[:8]), text[8:]
	}
	return strings.Join(append(parts, text), " ")
}
