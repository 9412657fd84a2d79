package intake

import (
	"bytes"
	"errors"
	"fmt"
	"io"
)

// maxRow bounds one row, so that a quote never closed cannot fill the memory.
const maxRow = 1 << 20

// rows takes CSV (RFC 4180) apart. It stands in for encoding/csv because it
// makes no string per row, which halves the time of a calendar of a million
// days, and because it bounds the length of a row.
type rows struct {
	in     io.Reader
	comma  byte
	buf    []byte
	start  int // of what is not yet handed out
	end    int
	eof    bool
	line   int // on which the latest row began
	next   int // on which the coming row begins
	fields [][]byte
}

func newRows(in io.Reader, comma byte) *rows {
	return &rows{in: in, comma: comma, buf: make([]byte, 64<<10), next: 1}
}

var (
	errOpenQuote = errors.New("a quotation mark is opened and never closed")
	errAfter     = errors.New("there is text after a closing quotation mark")
	errLongRow   = errors.New("a row is longer than 1 MB: a quotation mark may be missing")
)

// read gives the fields of the next row that is not blank, valid until the
// next call, or io.EOF.
func (r *rows) read() ([][]byte, error) {
	for {
		r.line = r.next
		row, err := r.row()
		if err != nil {
			return nil, err
		}
		if len(row) > 0 {
			return r.fields, nil
		}
	}
}

// row finds the next row, splits it into r.fields and steps behind it.
func (r *rows) row() ([]byte, error) {
	for searched := 0; ; {
		if i := bytes.IndexByte(r.buf[r.start+searched:r.end], '\n'); i >= 0 {
			row := r.buf[r.start : r.start+searched+i]
			if bytes.IndexByte(row, '"') >= 0 {
				return r.quoted()
			}
			r.start += len(row) + 1
			r.next++
			return r.split(row), nil
		}
		searched = r.end - r.start
		if !r.eof {
			if err := r.fill(); err != nil {
				return nil, err
			}
			continue
		}
		return r.last()
	}
}

// last handles what stands after the last line end.
func (r *rows) last() ([]byte, error) {
	row := r.buf[r.start:r.end]
	if len(row) == 0 {
		return nil, io.EOF
	}
	if bytes.IndexByte(row, '"') >= 0 {
		return r.quoted()
	}
	r.start = r.end
	return r.split(row), nil
}

// split cuts a row without quotation marks at its commas.
func (r *rows) split(row []byte) []byte {
	row = bytes.TrimSuffix(row, []byte("\r"))
	rest := row
	r.fields = r.fields[:0]
	for {
		i := bytes.IndexByte(rest, r.comma)
		if i < 0 {
			r.fields = append(r.fields, rest)
			return row
		}
		r.fields = append(r.fields, rest[:i])
		rest = rest[i+1:]
	}
}

// quoted takes apart a row that has quotation marks, and so may span lines.
func (r *rows) quoted() ([]byte, error) {
	for {
		size, done, err := r.tryQuoted(r.buf[r.start:r.end])
		if err != nil {
			return nil, err
		}
		if done {
			row := r.buf[r.start : r.start+size]
			r.next += bytes.Count(row, []byte("\n"))
			r.start += size
			return row, nil
		}
		if err := r.fill(); err != nil {
			return nil, err
		}
	}
}

// tryQuoted splits the row at the head of b and gives its size with line end;
// not done means that b does not hold all of it.
func (r *rows) tryQuoted(b []byte) (size int, done bool, err error) {
	r.fields = r.fields[:0]
	for at := 0; ; at++ {
		field, past, ok, err := r.field(b, at)
		if err != nil || !ok {
			return 0, false, err
		}
		r.fields = append(r.fields, field)
		switch at = past; {
		case at >= len(b) && r.eof:
			return len(b), true, nil
		case at >= len(b):
			return 0, false, nil
		case b[at] == '\n':
			return at + 1, true, nil
		}
	}
}

// field reads the field that begins at b[at]; past is the comma, line end or
// end of b behind it.
func (r *rows) field(b []byte, at int) (field []byte, past int, ok bool, err error) {
	if at < len(b) && b[at] == '"' {
		return r.quotedField(b, at+1)
	}
	for past = at; past < len(b) && b[past] != r.comma && b[past] != '\n'; past++ {
	}
	return bytes.TrimSuffix(b[at:past], []byte("\r")), past, past < len(b) || r.eof, nil
}

// quotedField reads up to the closing quotation mark; doubled ones stand for one.
func (r *rows) quotedField(b []byte, at int) (field []byte, past int, ok bool, err error) {
	doubled := false
	for end := at; ; end++ {
		i := bytes.IndexByte(b[end:], '"')
		if i < 0 && r.eof {
			return nil, 0, false, errOpenQuote
		}
		if i < 0 || end+i+1 >= len(b) && !r.eof {
			return nil, 0, false, nil
		}
		if end += i; end+1 < len(b) && b[end+1] == '"' {
			doubled = true
			end++
			continue
		}
		field, past = b[at:end], end+1
		if past+1 < len(b) && b[past] == '\r' && b[past+1] == '\n' || past == len(b)-1 && b[past] == '\r' && r.eof {
			past++
		}
		if past < len(b) && b[past] == '\r' && past == len(b)-1 {
			return nil, 0, false, nil
		}
		if past < len(b) && b[past] != r.comma && b[past] != '\n' {
			return nil, 0, false, errAfter
		}
		if doubled {
			field = bytes.ReplaceAll(field, []byte(`""`), []byte(`"`))
		}
		return field, past, true, nil
	}
}

// fill reads more behind what is held, moving and growing as needed.
func (r *rows) fill() error {
	if r.start > 0 {
		copy(r.buf, r.buf[r.start:r.end])
		r.start, r.end = 0, r.end-r.start
	}
	if r.end == len(r.buf) {
		if len(r.buf) >= maxRow {
			return errLongRow
		}
		r.buf = append(r.buf, make([]byte, len(r.buf))...)
	}
	n, err := io.ReadAtLeast(r.in, r.buf[r.end:], 1)
	r.end += n
	if errors.Is(err, io.EOF) {
		r.eof = true
		return nil
	}
	return err
}

// headed is a CSV with a header whose rows all have as many fields.
type headed struct {
	file  File
	rows  *rows
	names []string
	cells [][]byte // the current row
}

// openTable reads the header and finds the columns it must have.
func openTable(f File, need ...string) (*headed, error) {
	in, err := f.open()
	if err != nil {
		return nil, err
	}
	t := &headed{file: f, rows: newRows(in, ',')}
	header, err := t.rows.read()
	if errors.Is(err, io.EOF) {
		return nil, f.broken(1, "it is empty", nil)
	}
	if err != nil {
		return nil, f.broken(t.rows.line, reason(err), err)
	}
	for i, name := range header {
		if i == 0 {
			name = bytes.TrimPrefix(name, []byte("\xef\xbb\xbf"))
		}
		t.names = append(t.names, shown(bytes.TrimSpace(name)))
	}
	for _, name := range need {
		if t.column(name) < 0 {
			return nil, f.broken(1, t.missing(name), nil)
		}
	}
	return t, nil
}

func (t *headed) missing(name string) string {
	switch first := t.names[0]; {
	case len(first) > 0 && first[0] == '<':
		return "this is a web page, not a CSV file"
	case len(first) > 1 && first[:2] == "PK":
		return "this is a zip or spreadsheet file, not a CSV file"
	case t.column("host_id") >= 0:
		return fmt.Sprintf("there is no column %q: this looks like the listings", name)
	case t.column("listing_id") >= 0:
		return fmt.Sprintf("there is no column %q: this looks like the calendar", name)
	}
	return fmt.Sprintf("there is no column %q: the first line must name the columns", name)
}

// column gives the place of a column, or -1.
func (t *headed) column(name string) int {
	for i, n := range t.names {
		if n == name {
			return i
		}
	}
	return -1
}

// read steps to the next row; false at the end.
func (t *headed) read() (bool, error) {
	cells, err := t.rows.read()
	switch {
	case errors.Is(err, io.EOF):
		return false, nil
	case err != nil:
		return false, t.file.broken(t.rows.line, reason(err), err)
	case len(cells) != len(t.names):
		return false, t.file.broken(t.rows.line, fmt.Sprintf("it has %d columns where the header has %d", len(cells), len(t.names)), nil)
	}
	t.cells = cells
	return true, nil
}

// cell gives the current row's value in a column, nil if there is no such column.
func (t *headed) cell(column int) []byte {
	if column < 0 {
		return nil
	}
	return bytes.TrimSpace(t.cells[column])
}

func reason(err error) string {
	switch {
	case errors.Is(err, errOpenQuote), errors.Is(err, errAfter), errors.Is(err, errLongRow):
		return err.Error()
	}
	return "it cannot be read on"
}
