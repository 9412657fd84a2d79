package intake

import (
	"errors"
	"fmt"
	"strings"

	"keyhouse/calendar"
	"keyhouse/cash"
	"keyhouse/fault"
)

// Row is one row of a Table, read by a Mapping. If it has Problems it should
// not be taken; what was understood can be read all the same.
type Row struct {
	Line     int
	Problems []Skip
	values   map[string]value
}

type value struct {
	text   string
	day    calendar.Date
	sum    cash.Amount
	number int64
}

// Has reports whether the row gives the field.
func (r Row) Has(field string) bool { _, ok := r.values[field]; return ok }

// Text gives a field as text: addresses, words and currencies tidied up.
func (r Row) Text(field string) string { return r.values[field].text }

// Day gives a Day field, no day if it is not given.
func (r Row) Day(field string) calendar.Date { return r.values[field].day }

// Sum gives a Sum field; it has no Currency if it is not given.
func (r Row) Sum(field string) cash.Amount { return r.values[field].sum }

// Number gives a Number field, or a Percent in hundredths of a percent.
func (r Row) Number(field string) int64 { return r.values[field].number }

// Read gives every row to use, in order, and ends at the first error of use's.
// It fails, before any row, with a Fault when the mapping lacks a required
// field, names a column that is not there, or leaves open how days are meant.
func (t *Table) Read(fields []Field, m Mapping, use func(Row) error) error {
	if err := t.check(fields, m); err != nil {
		return err
	}
	form, err := t.DayForm(fields, m)
	if err != nil {
		return err
	}
	m.Days = form
	var stopped error
	t.walk(func(line int, cells []string) bool {
		stopped = use(t.row(fields, m, line, cells))
		return stopped == nil
	})
	return stopped
}

func (t *Table) check(fields []Field, m Mapping) error {
	faults := fault.Fields{Op: "intake.Read"}
	for _, f := range fields {
		column, mapped := m.Columns[f.Name]
		switch {
		case !mapped && f.Required:
			faults.Bad(f.Name, fmt.Sprintf("Choose the column that holds %s.", f.Label))
		case mapped && (column < 0 || column >= len(t.Header)):
			faults.Bad(f.Name, "There is no such column. Choose another.")
		}
	}
	return faults.Err()
}

// DayForm gives how the mapped days are meant: as m says, else as the days
// themselves tell. It fails with an Invalid Fault on "days" when they do not.
func (t *Table) DayForm(fields []Field, m Mapping) (DayForm, error) {
	switch m.Days {
	case DayMonthYear, MonthDayYear, YearMonthDays:
		return m.Days, nil
	case DaysUnknown:
	default:
		return DaysUnknown, fault.Bad("intake.DayForm", "days", "Choose how days are written.")
	}
	example := ""
	form, err := dayForm(func(yield func(string)) {
		t.walk(func(_ int, cells []string) bool {
			for _, f := range fields {
				if column, ok := m.Columns[f.Name]; ok && f.Kind == Day && column >= 0 && column < len(cells) {
					if example == "" && strings.Contains(cells[column], "/") {
						example = cut(cells[column], 20)
					}
					yield(cells[column])
				}
			}
			return true
		})
	})
	switch {
	case errors.Is(err, errDaysTwoWays):
		return form, fault.Bad("intake.DayForm", "days", fmt.Sprintf("Days such as %s can be read two ways. Choose whether the day or the month comes first.", example))
	case err != nil:
		return form, fault.Bad("intake.DayForm", "days", "Some days have the day first and some the month. Choose one; rows with the other will be named.")
	}
	return form, nil
}

// row reads one row; the currency first, since sums need it.
func (t *Table) row(fields []Field, m Mapping, line int, cells []string) Row {
	r := Row{Line: line, values: map[string]value{}}
	for _, extra := range cells[min(len(cells), len(t.Header)):] {
		if extra != "" {
			r.problem("", extra, fmt.Sprintf("the row has %d columns, the header %d", len(cells), len(t.Header)))
			break
		}
	}
	currency := m.Currency
	for _, pass := range []bool{true, false} {
		for _, f := range fields {
			column, mapped := m.Columns[f.Name]
			if mapped && (f.Kind == Currency) == pass {
				cell := ""
				if column < len(cells) {
					cell = cells[column]
				}
				r.read(f, t.Header[column], cell, m.Days, currency)
			}
		}
		if r.Has("currency") {
			currency = cash.Currency(r.Text("currency"))
		}
	}
	r.nights(t.Header, m)
	return r
}

func (r *Row) problem(column, cell, reason string) {
	r.Problems = append(r.Problems, Skip{Line: r.Line, Column: column, Value: shown([]byte(cell)), Reason: reason})
}

// read puts one cell among the values, or among the problems.
func (r *Row) read(f Field, heading, cell string, form DayForm, currency cash.Currency) {
	if cell == "" {
		if f.Required {
			r.problem(heading, cell, f.Label+" is missing")
		}
		return
	}
	v, err := f.value(cell, form, currency)
	if err != nil {
		r.problem(heading, cell, err.Error())
		return
	}
	r.values[f.Name] = v
}

// value reads a cell by the field's kind.
func (f Field) value(cell string, form DayForm, currency cash.Currency) (v value, err error) {
	switch f.Kind {
	case Day:
		v.day, err = day(cell, form)
	case Sum:
		v.sum, err = sum(cell, currency)
	case Percent:
		v.number, err = percent(cell)
	case Number:
		v.number, err = number(cell)
	case Email:
		v.text, err = email(cell)
	case Currency:
		var c cash.Currency
		c, err = currencyOf(cell)
		v.text = string(c)
	case Word:
		v.text = f.Words[words(cell)]
		if v.text == "" {
			err = errors.New("this word is not known here")
		}
	case Text:
		v.text = strings.Join(strings.Fields(cell), " ")
		err = f.fits(v.text)
	case Lines:
		v.text = cell
		err = f.fits(v.text)
	}
	return v, err
}

func (f Field) fits(text string) error {
	most := f.Most
	if most == 0 {
		most = 200
	}
	if len(text) > most {
		return fmt.Errorf("this is longer than %d letters", most)
	}
	return nil
}

// nights checks what no single cell can: that a stay ends after it begins.
func (r *Row) nights(header []string, m Mapping) {
	if !r.Has("arrive") || !r.Has("depart") {
		return
	}
	arrive, depart := r.Day("arrive"), r.Day("depart")
	heading := header[m.Columns["depart"]]
	switch {
	case depart <= arrive:
		r.problem(heading, depart.String(), fmt.Sprintf("it must be later than the arrival on %s", arrive))
	case int(depart-arrive) > calendar.MaxNights:
		r.problem(heading, depart.String(), fmt.Sprintf("a stay can have at most %d nights", calendar.MaxNights))
	}
}
