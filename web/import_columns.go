package web

import (
	"net/http"
	"strconv"
	"strings"

	"keyhouse/cash"
	"keyhouse/fault"
	"keyhouse/imports"
	"keyhouse/intake"
)

// columnsPage is the step at which somebody says what the columns of a table
// mean, and may look at what importing it would bring.
type columnsPage struct {
	Run     *imports.Run
	Columns imports.Columns
	Form    Form
	Dry     *imports.Report
}

func (s *screens) importColumns(w http.ResponseWriter, r *http.Request) error {
	return s.showColumns(w, r, columnsPage{})
}

func (s *screens) showColumns(w http.ResponseWriter, r *http.Request, b columnsPage) error {
	var err error
	if b.Run, err = s.runOf(r); err != nil {
		return err
	}
	if b.Run.State != imports.Staged || b.Run.Kind == imports.Airbnb {
		return seeOther(w, r, importPath(b.Run.ID))
	}
	if b.Columns, err = s.Imports.Columns(r.Context(), viewer(r), b.Run.ID); retry(err) {
		b.Form = sent(r.PostForm, err) // the file is none that can be read: say why, offer another
		return s.page(w, r, err, brokenTableScreen(s.frameOf(r, runTitle(s.local(r), b.Run)), b))
	}
	if err != nil {
		return err
	}
	return s.page(w, r, b.Form.Err, columnsScreen(s.frameOf(r, runTitle(s.local(r), b.Run)), b))
}

// mapColumns looks at what would come of a mapping, or begins the import, as
// the button pressed says.
func (s *screens) mapColumns(w http.ResponseWriter, r *http.Request) error {
	i, err := pathID(r, "run")
	if err != nil {
		return err
	}
	run, err := s.runOf(r)
	if err != nil {
		return err
	}
	m, err := readMapping(r, run.Kind)
	b := columnsPage{}
	if err == nil && r.PostFormValue("do") == "import" {
		if err = s.Imports.Begin(r.Context(), viewer(r), i, m); err == nil {
			return seeOther(w, r, importPath(i))
		}
	} else if err == nil {
		var found imports.Report
		if found, err = s.Imports.Dry(r.Context(), viewer(r), i, m); err == nil {
			b.Dry = &found
		}
	}
	if err != nil && !retry(err) {
		return err
	}
	b.Form = sent(r.PostForm, err)
	return s.showColumns(w, r, b)
}

func readMapping(r *http.Request, kind string) (intake.Mapping, error) {
	wrong := fault.Fields{Op: "web.readMapping"}
	m := intake.Mapping{Columns: map[string]int{}, Days: intake.DayForm(r.PostFormValue("days"))}
	for _, f := range imports.Fields(kind) {
		typed := r.PostFormValue(f.Name)
		if typed == "" {
			continue
		}
		n, err := strconv.Atoi(typed)
		if err != nil {
			wrong.Bad(f.Name, say(r.Context(), "import.there-no-such-column"))
			continue
		}
		m.Columns[f.Name] = n
	}
	if typed := strings.ToUpper(strings.TrimSpace(r.PostFormValue("sums-in"))); typed != "" {
		c, err := cash.ParseCurrency(typed)
		if err != nil {
			wrong.Bad("sums-in", say(r.Context(), "import.no-currency-write-three"))
		}
		m.Currency = c
	}
	switch m.Days {
	case intake.DaysUnknown, intake.DayMonthYear, intake.MonthDayYear, intake.YearMonthDays:
	default:
		wrong.Bad("days", say(r.Context(), "import.choose-how-days-written"))
	}
	return m, wrong.Err()
}

// columnOptions offers the columns of the file, each with a value of it.
func (b columnsPage) columnOptions(l Local) []Option {
	all := []Option{{"", l.Say("import.not-in-file")}}
	for i, h := range b.Columns.Header {
		label := h
		for _, row := range b.Columns.Sample {
			if i < len(row) && row[i] != "" {
				label += " (" + short(row[i]) + ")"
				break
			}
		}
		all = append(all, Option{strconv.Itoa(i), label})
	}
	return all
}

// short is the beginning of a value, for choices.
func short(s string) string {
	runes := []rune(strings.Join(strings.Fields(s), " "))
	if len(runes) > 24 {
		return string(runes[:23]) + "…"
	}
	return string(runes)
}

// guessed is the column that seems to fill a field.
func (b columnsPage) guessed(field string) string {
	if at, ok := b.Columns.Guess.Columns[field]; ok {
		return strconv.Itoa(at)
	}
	return ""
}

// hasDays and hasSums report whether the table can hold such values at all.
func (b columnsPage) hasDays() bool { return b.has(intake.Day) }
func (b columnsPage) hasSums() bool { return b.has(intake.Sum) }

func (b columnsPage) has(k intake.Kind) bool {
	for _, f := range b.Columns.Fields {
		if f.Kind == k {
			return true
		}
	}
	return false
}
