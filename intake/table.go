package intake

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"regexp"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"

	"keyhouse/fault"
)

// Bounds of a CSV that people map by hand.
const (
	maxTable   = 20 << 20
	maxRows    = 100_000
	maxColumns = 200
	maxCell    = 20_000
	maxHeading = 100
)

// Table is a CSV of any make, read whole. Its structure is sound: what can
// still be wrong is in single rows.
type Table struct {
	Header    []string // never empty names: a column without one is "Column 3"
	Delimiter string   // "," ";" or a tab
	Encoding  string   // "UTF-8", "UTF-16" or "Windows-1252"
	Rows      int      // without the header and empty rows
	text      []byte
}

// Open reads a CSV and finds out its encoding, delimiter and header. It fails
// with a Fault that names the line when the file is no CSV, has no header, or
// is over 20 MB, 100,000 rows or 200 columns.
func Open(r io.Reader) (*Table, error) {
	raw, err := io.ReadAll(io.LimitReader(r, maxTable+1))
	if err != nil {
		return nil, &fault.Fault{Kind: fault.Invalid, Op: "intake.Open", Say: "The file could not be read. Try again.", Err: err}
	}
	if len(raw) > maxTable {
		return nil, &fault.Fault{Kind: fault.TooLarge, Op: "intake.Open", Say: "The file is larger than 20 MB. Cut it into several."}
	}
	t := &Table{}
	if err := t.decode(raw); err != nil {
		return nil, err
	}
	t.Delimiter = delimiter(t.text)
	return t, t.survey()
}

func refuse(say string, values ...any) error {
	return fault.Bad("intake.Open", "file", fmt.Sprintf(say, values...))
}

// decode makes UTF-8 with LF or CRLF of raw.
func (t *Table) decode(raw []byte) error {
	switch {
	case bytes.HasPrefix(raw, []byte("PK\x03\x04")), bytes.HasPrefix(raw, []byte("\xd0\xcf\x11\xe0")):
		return refuse("This is a spreadsheet or zip file. Open it and save it as CSV.")
	case bytes.HasPrefix(raw, []byte("\x1f\x8b")):
		return refuse("This file is packed. Unpack it first.")
	case bytes.HasPrefix(raw, []byte("\xff\xfe")), bytes.HasPrefix(raw, []byte("\xfe\xff")), looksUTF16(raw):
		t.Encoding = "UTF-16"
		text, err := unicode.UTF16(unicode.LittleEndian, unicode.UseBOM).NewDecoder().Bytes(raw)
		if err != nil {
			return refuse("The file looks like UTF-16 but is not sound.")
		}
		raw = text
	case utf8.Valid(raw):
		t.Encoding = "UTF-8"
	default:
		t.Encoding = "Windows-1252"
		raw, _ = charmap.Windows1252.NewDecoder().Bytes(raw) // every byte is a character
	}
	if bytes.IndexByte(raw, 0) >= 0 {
		return refuse("This is not a text file, so it cannot be a CSV.")
	}
	t.text = bytes.TrimPrefix(raw, []byte("\xef\xbb\xbf"))
	if bytes.IndexByte(t.text, '\n') < 0 { // old Macintosh files
		t.text = bytes.ReplaceAll(t.text, []byte("\r"), []byte("\n"))
	}
	if bytes.HasPrefix(bytes.TrimSpace(t.text), []byte("<")) {
		return refuse("This is a web page, not a CSV file.")
	}
	return nil
}

// looksUTF16 recognises UTF-16 without a mark by the zero in each ASCII letter.
func looksUTF16(raw []byte) bool {
	return len(raw) >= 4 && raw[0] != 0 && raw[1] == 0 && raw[2] != 0 && raw[3] == 0
}

// delimiter picks the one that cuts the first rows into most, and most evenly.
func delimiter(text []byte) string {
	best, most := ",", 0
	for _, d := range []string{",", ";", "\t"} {
		r := newRows(bytes.NewReader(text), d[0])
		header, err := r.read()
		if err != nil {
			continue
		}
		columns := len(header)
		score := 2 * columns
		for range 20 {
			row, err := r.read()
			if err != nil {
				break
			}
			if len(row) == columns && columns > 1 {
				score++
			}
		}
		if columns > 1 && score > most {
			best, most = d, score
		}
	}
	return best
}

var looksLikeData = regexp.MustCompile(`^(\S+@\S+\.\S+|[\d.,/:-]{6,}|[$€£] ?[\d.,]+)$`)

// survey reads the header and walks all rows once, so that later walks cannot fail.
func (t *Table) survey() error {
	r := newRows(bytes.NewReader(t.text), t.Delimiter[0])
	header, err := r.read()
	switch {
	case errors.Is(err, io.EOF):
		return refuse("The file is empty.")
	case err != nil:
		return refuse("Line %d: %s.", r.line, reason(err))
	case len(header) > maxColumns:
		return refuse("The file has %d columns. At most %d can be read.", len(header), maxColumns)
	}
	for i, name := range header {
		heading := cut(strings.Join(strings.Fields(printable(string(name))), " "), maxHeading)
		if looksLikeData.MatchString(heading) {
			return refuse("The first line must name the columns, but it has %q.", heading)
		}
		if heading == "" {
			heading = fmt.Sprintf("Column %d", i+1)
		}
		t.Header = append(t.Header, heading)
	}
	for {
		row, err := r.read()
		switch {
		case errors.Is(err, io.EOF):
			return nil
		case err != nil:
			return refuse("Line %d: %s.", r.line, reason(err))
		case !blank(row):
			t.Rows++
		}
		if t.Rows > maxRows {
			return &fault.Fault{Kind: fault.TooLarge, Op: "intake.Open", Field: "file", Say: fmt.Sprintf("The file has more than %d rows. Cut it into several.", maxRows)}
		}
	}
}

func blank(row [][]byte) bool {
	for _, cell := range row {
		if len(bytes.TrimSpace(cell)) > 0 {
			return false
		}
	}
	return true
}

// walk gives each row that is not empty, its cells tidied up, until use says stop.
func (t *Table) walk(use func(line int, cells []string) bool) {
	r := newRows(bytes.NewReader(t.text), t.Delimiter[0])
	for first := true; ; first = false {
		row, err := r.read()
		if err != nil {
			return // only the end: survey has been here
		}
		if first || blank(row) {
			continue
		}
		cells := make([]string, len(row))
		for i, cell := range row {
			cells[i] = cut(printable(string(cell)), maxCell)
		}
		if !use(r.line, cells) {
			return
		}
	}
}

// Sample gives the first n rows, for a person to see what a column holds.
func (t *Table) Sample(n int) [][]string {
	var rows [][]string
	t.walk(func(_ int, cells []string) bool {
		if len(rows) < n {
			rows = append(rows, cells)
		}
		return len(rows) < n
	})
	return rows
}
