package intake

import (
	"bytes"
	"errors"
	"fmt"
	"io"
)

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
