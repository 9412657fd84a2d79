// Package sheet writes tables for spreadsheets, as CSV or XLSX, row by row: an
// export of any length needs no more memory than a short one.
package sheet

import (
	"fmt"
	"strconv"
	"time"

	"keyhouse/calendar"
	"keyhouse/cash"
	"keyhouse/words"
)

// Writer writes one table: Head once, then Row for each row, then Close, which
// ends the file but not what it is written to. An error is final.
type Writer interface {
	Head(columns []Column) error
	Row(cells []Cell) error
	Close() error
}

// The media types of what CSV and XLSX write.
const (
	TypeCSV  = "text/csv; charset=utf-8"
	TypeXLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
)

// Column is a column's heading. Kind sets how wide and on which side the
// heading stands; each Cell brings its own.
type Column struct {
	Title string
	Kind  Kind
}

// Heads are columns whose titles are keys of the catalogue, as t says them.
func Heads(t *words.Tongue, columns []Column) []Column {
	said := make([]Column, len(columns))
	for i, c := range columns {
		said[i] = Column{t.Word("column", c.Title), c.Kind}
	}
	return said
}

// Kind says what a cell holds.
type Kind uint8

// The kinds. The zero Kind is text.
const (
	KindText Kind = iota
	KindDay
	KindMoment
	KindMoney
	KindNumber
)

// Cell is one value. The zero Cell is empty.
type Cell struct {
	kind     Kind
	text     string
	number   int64
	currency cash.Currency
	moment   time.Time
	given    bool
}

// Text is words. They never become a formula, whatever they begin with.
func Text(s string) Cell { return Cell{text: s, given: s != ""} }

// Day is a day; no day is an empty cell.
func Day(d calendar.Date) Cell {
	return Cell{kind: KindDay, number: int64(d), given: !d.IsZero()}
}

// Moment is a day and time of day, as the clock shows it in t's location.
func Moment(t time.Time) Cell { return Cell{kind: KindMoment, moment: t, given: !t.IsZero()} }

// Money is a sum; one without a currency is an empty cell. XLSX shows the
// currency with it. CSV holds only the number: where currencies may differ,
// give them a column of their own.
func Money(a cash.Amount) Cell {
	return Cell{kind: KindMoney, number: a.Minor, currency: a.Currency, given: a.Currency != ""}
}

// Number is a whole number.
func Number(n int64) Cell { return Cell{kind: KindNumber, number: n, given: true} }

// Hidden stands, in words of t, where there may be a value that its reader may
// not see, so that "empty" and "hidden" differ.
func Hidden(t *words.Tongue) Cell { return Text(t.Say("column.not-shown")) }

const momentForm = "2006-01-02 15:04"

// plain gives the cell as CSV has it, before protection.
func (c Cell) plain() string {
	switch {
	case !c.given:
		return ""
	case c.kind == KindDay:
		return calendar.Date(c.number).String()
	case c.kind == KindMoment:
		return c.moment.Format(momentForm)
	case c.kind == KindMoney:
		return cash.Amount{Minor: c.number, Currency: c.currency}.Plain()
	case c.kind == KindNumber:
		return strconv.FormatInt(c.number, 10)
	}
	return c.text
}

// order watches over the order of calls and the width of rows.
type order struct {
	columns int
	headed  bool
}

func (o *order) head(columns []Column) error {
	if o.headed || len(columns) == 0 {
		return fmt.Errorf("sheet: Head wants columns, and to be called once")
	}
	o.headed, o.columns = true, len(columns)
	return nil
}

func (o *order) row(cells []Cell) error {
	if len(cells) != o.columns || !o.headed {
		return fmt.Errorf("sheet: a row of %d cells under %d columns", len(cells), o.columns)
	}
	return nil
}
