package sheet

import (
	"encoding/csv"
	"io"
	"regexp"
)

// CSV writes comma-separated UTF-8 with CRLF (RFC 4180). With mark it begins
// with a byte order mark, by which Excel knows the encoding.
//
// A text that a spreadsheet would run as a formula gets an apostrophe in front:
// guests choose their own names, and the office opens the export.
func CSV(w io.Writer, mark bool) Writer {
	out := csv.NewWriter(w)
	out.UseCRLF = true
	return &csvWriter{to: w, out: out, mark: mark}
}

type csvWriter struct {
	order
	to     io.Writer
	out    *csv.Writer
	mark   bool
	record []string
}

func (c *csvWriter) Head(columns []Column) error {
	if err := c.head(columns); err != nil {
		return err
	}
	if c.mark {
		if _, err := io.WriteString(c.to, "\ufeff"); err != nil {
			return err
		}
	}
	c.record = c.record[:0]
	for _, column := range columns {
		c.record = append(c.record, harmless(column.Title))
	}
	return c.out.Write(c.record)
}

func (c *csvWriter) Row(cells []Cell) error {
	if err := c.row(cells); err != nil {
		return err
	}
	c.record = c.record[:0]
	for _, cell := range cells {
		text := cell.plain()
		if cell.kind == KindText {
			text = harmless(text)
		}
		c.record = append(c.record, text)
	}
	return c.out.Write(c.record)
}

func (c *csvWriter) Close() error {
	c.out.Flush()
	return c.out.Error()
}

// formula begins what spreadsheets run, also after blanks and in the
// full-width letters that some of them accept.
var (
	formula    = regexp.MustCompile(`^[\s\x{a0}\x{feff}]*[=+\-@＝＋－＠]|^[\t\r\n]`)
	realNumber = regexp.MustCompile(`^[+-]?\d+(?:[.,]\d+)?$`)
)

func harmless(s string) string {
	if formula.MatchString(s) && !realNumber.MatchString(s) {
		return "'" + s
	}
	return s
}
