package archive

import (
	"bufio"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"time"
)

// Format is the version of the format that this program writes. It reads every
// one up to it.
const Format = 1

const magic = "KEYHOUSE ARCHIVE\n"

// Head says what an archive is.
type Head struct {
	Format  int       `json:"format"`
	Schema  int64     `json:"schema"`  // the step of the schema it was copied at
	Version string    `json:"version"` // of the program that wrote it
	Engine  string    `json:"engine"`  // sqlite or postgres: where it comes from, not where it must go
	Made    time.Time `json:"made"`
	Tables  int       `json:"tables"`
	Rows    int64     `json:"rows"`
}

// Table is one table: its columns, and of each whether it holds numbers (i),
// texts (t) or bytes (b).
type Table struct {
	Name    string   `json:"name"`
	Columns []string `json:"columns"`
	Kinds   string   `json:"kinds"`
	Rows    int64    `json:"rows"`
}

const (
	tagTable = 'T'
	tagRow   = 'R'
	tagEnd   = 'E'

	asNothing = 0
	asNumber  = 1
	asText    = 2
	asBytes   = 3
)

// Writer writes an archive.
type Writer struct {
	w    *bufio.Writer
	b    []byte
	rows int64
}

// NewWriter begins an archive on w.
func NewWriter(w io.Writer, h Head) (*Writer, error) {
	h.Format = Format
	out := &Writer{w: bufio.NewWriterSize(w, 256<<10)}
	if _, err := out.w.WriteString(magic); err != nil {
		return nil, err
	}
	return out, out.json(h)
}

func (w *Writer) json(v any) error {
	text, err := json.Marshal(v)
	if err != nil {
		return err
	}
	_, err = w.w.Write(append(binary.AppendUvarint(nil, uint64(len(text))), text...))
	return err
}

// Table begins the rows of a table.
func (w *Writer) Table(t Table) error {
	if err := w.w.WriteByte(tagTable); err != nil {
		return err
	}
	return w.json(t)
}

// Row writes a row of the table begun last: int64, string, []byte or nil.
func (w *Writer) Row(values []any) error {
	b := append(w.b[:0], tagRow)
	for _, value := range values {
		switch v := value.(type) {
		case nil:
			b = append(b, asNothing)
		case int64:
			b = binary.AppendVarint(append(b, asNumber), v)
		case string:
			b = append(binary.AppendUvarint(append(b, asText), uint64(len(v))), v...)
		case []byte:
			b = append(binary.AppendUvarint(append(b, asBytes), uint64(len(v))), v...)
		default:
			return fmt.Errorf("archive: a %T is no value of ours", value)
		}
	}
	w.b = b
	w.rows++
	_, err := w.w.Write(b)
	return err
}

// Rows gives how many rows were written.
func (w *Writer) Rows() int64 { return w.rows }

// Close ends the archive. What is below is the caller's to close.
func (w *Writer) Close() error {
	if _, err := w.w.Write(binary.AppendUvarint([]byte{tagEnd}, uint64(w.rows))); err != nil {
		return err
	}
	return w.w.Flush()
}

// Reader reads an archive.
type Reader struct {
	Head  Head
	r     *bufio.Reader
	table Table
	rows  int64
	left  bool // the tag of the next table has been read
	ended bool
}

// NewReader reads the head of an archive.
func NewReader(r io.Reader) (*Reader, error) {
	in := &Reader{r: bufio.NewReaderSize(r, 256<<10)}
	begin := make([]byte, len(magic))
	if _, err := io.ReadFull(in.r, begin); err != nil {
		return nil, in.broken(err)
	}
	if string(begin) != magic {
		return nil, notOurs
	}
	if err := in.json(&in.Head, 1<<16); err != nil {
		return nil, err
	}
	if in.Head.Format < 1 || in.Head.Format > Format {
		return nil, newer(in.Head)
	}
	return in, nil
}

func (r *Reader) json(into any, most uint64) error {
	n, err := binary.ReadUvarint(r.r)
	if err != nil {
		return r.broken(err)
	}
	if n > most {
		return damaged(fmt.Errorf("%d bytes of JSON", n))
	}
	text := make([]byte, n)
	if _, err := io.ReadFull(r.r, text); err != nil {
		return r.broken(err)
	}
	if err := json.Unmarshal(text, into); err != nil {
		return damaged(err)
	}
	return nil
}

// broken is an error below: an end that comes too early is a damaged archive.
func (r *Reader) broken(err error) error {
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		return short(err)
	}
	return Explain(err)
}

// NextTable goes to the next table; io.EOF behind the last, when everything was
// there that should be.
func (r *Reader) NextTable() (Table, error) {
	for !r.left { // rows nobody asked for
		if _, err := r.NextRow(); errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			return Table{}, err
		}
	}
	if r.ended {
		return Table{}, io.EOF
	}
	r.left, r.table = false, Table{}
	if err := r.json(&r.table, 1<<20); err != nil {
		return Table{}, err
	}
	if len(r.table.Columns) == 0 || len(r.table.Columns) != len(r.table.Kinds) {
		return Table{}, damaged(fmt.Errorf("table %q has %d columns of %d kinds", r.table.Name, len(r.table.Columns), len(r.table.Kinds)))
	}
	return r.table, nil
}

// NextRow gives the next row of the table; io.EOF behind the last.
func (r *Reader) NextRow() ([]any, error) {
	if r.left || r.ended {
		return nil, io.EOF
	}
	tag, err := r.r.ReadByte()
	if err != nil {
		return nil, r.broken(err)
	}
	switch tag {
	case tagRow:
		if r.table.Columns == nil {
			return nil, damaged(errors.New("a row before any table"))
		}
		r.rows++
		return r.row()
	case tagTable:
		r.left = true
		return nil, io.EOF
	case tagEnd:
		return nil, r.end()
	}
	return nil, damaged(fmt.Errorf("no such part: %d", tag))
}

// end looks whether as many rows came as were written, and nothing behind.
func (r *Reader) end() error {
	n, err := binary.ReadUvarint(r.r)
	if err != nil {
		return r.broken(err)
	}
	if int64(n) != r.rows {
		return damaged(fmt.Errorf("%d rows of %d", r.rows, n))
	}
	// Reading to the very end has the layers below check their own ends.
	if _, err := r.r.ReadByte(); !errors.Is(err, io.EOF) {
		if err == nil {
			err = errors.New("something follows the end")
		}
		return Explain(err)
	}
	r.ended = true
	return io.EOF
}

func (r *Reader) row() ([]any, error) {
	values := make([]any, len(r.table.Columns))
	for i := range values {
		v, err := r.value()
		if err != nil {
			return nil, err
		}
		values[i] = v
	}
	return values, nil
}

// longest is the most bytes one value may have: more than any file we take.
const longest = 1 << 30

func (r *Reader) value() (any, error) {
	kind, err := r.r.ReadByte()
	if err != nil {
		return nil, r.broken(err)
	}
	switch kind {
	case asNothing:
		return nil, nil
	case asNumber:
		n, err := binary.ReadVarint(r.r)
		if err != nil {
			return nil, r.broken(err)
		}
		return n, nil
	case asText, asBytes:
		b, err := r.bytes()
		if err != nil || kind == asBytes {
			return b, err
		}
		return string(b), nil
	}
	return nil, damaged(fmt.Errorf("no such kind of value: %d", kind))
}

func (r *Reader) bytes() ([]byte, error) {
	n, err := binary.ReadUvarint(r.r)
	if err != nil {
		return nil, r.broken(err)
	}
	if n > longest {
		return nil, damaged(fmt.Errorf("a value of %d bytes", n))
	}
	b := make([]byte, n)
	if _, err := io.ReadFull(r.r, b); err != nil {
		return nil, r.broken(err)
	}
	return b, nil
}
