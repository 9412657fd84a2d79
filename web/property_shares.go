package web

import (
	"net/http"
	"strconv"

	"keyhouse/access"
	"keyhouse/calendar"
	"keyhouse/entry"
	"keyhouse/fault"
	"keyhouse/id"
	"keyhouse/portfolio"
)

// sharesPage is the form that says whose a property is, from a day on.
type sharesPage struct {
	Property portfolio.Property
	Form     Form
	Rows     []shareRow
	Owners   []portfolio.Option
	Find     string // narrows Owners, where they are many
	Long     bool
	From     calendar.Date
}

// shareRow is one line of the form: an owner and their part.
type shareRow struct{ Owner, Percent, Wrong string }

// spareRows is how many empty lines the form has for more owners.
const spareRows = 2

// maxShareRows bounds the lines that are read.
const maxShareRows = 250

func (s *screens) shares(w http.ResponseWriter, r *http.Request) error {
	return s.showShares(w, r, Form{})
}

func (s *screens) showShares(w http.ResponseWriter, r *http.Request, f Form) error {
	i, err := pathID(r, "property")
	if err != nil {
		return err
	}
	b := sharesPage{Form: f}
	if b.Property, err = s.Portfolio.Property(r.Context(), viewer(r), i); err != nil {
		return err
	}
	b.Find = r.PostFormValue("find")
	if b.Owners, err = s.Portfolio.PickClients(r.Context(), viewer(r), b.Find, mostOptions); err != nil {
		return err
	}
	b.Long = b.Find != "" || len(b.Owners) >= mostOptions
	b.fill(viewer(r).Who().Today)
	for _, row := range b.Rows {
		s.keepOffered(r, &b, row.Owner)
	}
	return s.page(w, r, f.Err, sharesScreen(s.frameOf(r, say(r.Context(), "property.owners-name", "name", b.Property.Name)), b))
}

// fill puts in the rows: as typed, or as the shares are today.
func (b *sharesPage) fill(today calendar.Date) {
	if b.From = today; len(b.Property.Owners) == 0 {
		b.From = 0 // the first owners: since ever
	}
	if b.Form.Typed != nil {
		owners, parts := b.Form.Typed["owner"], b.Form.Typed["percent"]
		for i := range min(len(owners), len(parts), maxShareRows) {
			b.Rows = append(b.Rows, shareRow{owners[i], parts[i], b.Form.wrong["shares."+strconv.Itoa(i)]})
		}
		return
	}
	for _, sh := range b.Property.Owners {
		b.Rows = append(b.Rows, shareRow{Owner: sh.Client.String(), Percent: percentDigits(sh.BPS)})
	}
	for range spareRows {
		b.Rows = append(b.Rows, shareRow{})
	}
}

// keepOffered has the choices go on naming an owner who was chosen already.
func (s *screens) keepOffered(r *http.Request, b *sharesPage, owner string) {
	i, err := id.Parse(owner)
	if err == nil {
		b.Owners = s.withChosen(r, access.Client, b.Owners, i)
	}
}

// readShares reads the lines that were filled in. Errors name the lines of the
// form, whatever empty ones stand between.
func readShares(r *http.Request) (parts []portfolio.Part, lines []int, from calendar.Date, err error) {
	wrong := fault.Fields{Op: "web.readShares"}
	owners, percents := r.PostForm["owner"], r.PostForm["percent"]
	for i := range min(len(owners), len(percents), maxShareRows) {
		if owners[i] == "" && percents[i] == "" {
			continue
		}
		field := "shares." + strconv.Itoa(i)
		client, err := id.Parse(owners[i])
		if err != nil {
			wrong.Bad(field, say(r.Context(), "property.choose-owner"))
		}
		parts = append(parts, portfolio.Part{Client: client, BPS: readPercent(&wrong, field, percents[i])})
		lines = append(lines, i)
	}
	from = entry.Day(&wrong, "from", r.PostFormValue("from"))
	return parts, lines, from, wrong.Err()
}

func (s *screens) saveShares(w http.ResponseWriter, r *http.Request) error {
	i, err := pathID(r, "property")
	if err != nil {
		return err
	}
	if _, err := s.Portfolio.Property(r.Context(), viewer(r), i); err != nil {
		return err
	}
	if r.PostFormValue("do") == "find" {
		return s.showShares(w, r, sent(r.PostForm, nil))
	}
	parts, lines, from, err := readShares(r)
	if err == nil {
		err = onLines(s.Portfolio.SetShares(r.Context(), viewer(r), i, parts, from), lines)
	}
	if retry(err) {
		return s.showShares(w, r, sent(r.PostForm, err))
	}
	if err != nil {
		return err
	}
	s.notify(w, Notice{Tone: Good, Say: say(r.Context(), "property.shares-saved-owners-access")})
	return seeOther(w, r, propertyPath(i)+"#owners")
}

// onLines has the faults of parts name the lines of the form they came from.
func onLines(err error, lines []int) error {
	f := fault.Of(err)
	if f != nil && f.Kind == fault.Missing {
		return fault.Bad(f.Op, "", "One of these owners is archived or no longer there. Choose another.")
	}
	if f == nil || f.Kind != fault.Invalid {
		return err
	}
	moved := fault.Fields{Op: f.Op}
	for _, one := range append([]fault.Fault{*f}, f.More...) {
		for part, line := range lines {
			if one.Field == "shares."+strconv.Itoa(part) {
				one.Field = "shares." + strconv.Itoa(line)
				break
			}
		}
		moved.Bad(one.Field, one.Say)
	}
	return moved.Err()
}

// otherShares are those of a history that are over or not yet.
func otherShares(all []portfolio.Share, today calendar.Date) []portfolio.Share {
	var out []portfolio.Share
	for _, sh := range all {
		if now := sh.From <= today && (sh.Until.IsZero() || sh.Until > today); !now {
			out = append(out, sh)
		}
	}
	return out
}

// shareSpan says from when until when a share held or will.
func shareSpan(l Local, sh portfolio.Share) string {
	switch {
	case always(sh.From):
		return l.Say("property.until-day", "day", l.Day(sh.Until))
	case sh.Until.IsZero():
		return l.Say("property.from-day", "day", l.Day(sh.From))
	}
	return l.Say("property.from-day-until-daya", "day", l.Day(sh.From), "daya", l.Day(sh.Until))
}

// always reports whether a share holds since ever.
func always(from calendar.Date) bool { return from <= calendar.Day(calendar.MinYear, 1, 1) }
