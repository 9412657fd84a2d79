package sheet

import (
	"io"
	"os"

	"keyhouse/fault"
)

// Formats are the kinds of file that a list is exported as.
var Formats = []string{"csv", "xlsx"}

// File is a file to be handed out. It is whole before its first byte is sent: what
// goes wrong is told as an error, and a slow reader holds no view of the
// database. Close it.
type File struct {
	Name, Type string

	spool *os.File
}

// Export makes a file of one of the Formats under name, which fill fills. With
// mark a CSV begins as spreadsheet programs need it to read letters beyond ASCII.
func Export(name, format string, mark bool, fill func(Writer) error) (*File, error) {
	mime, begin := TypeCSV, func(w io.Writer) Writer { return CSV(w, mark) }
	switch format {
	case "csv":
	case "xlsx":
		mime, begin = TypeXLSX, func(w io.Writer) Writer { return XLSX(w, name) }
	default:
		return nil, fault.Bad("sheet.Export", "format", "Choose csv or xlsx.")
	}
	return NewFile(name+"."+format, mime, func(w io.Writer) error {
		to := begin(w)
		if err := fill(to); err != nil {
			return err
		}
		return to.Close()
	})
}

// NewFile makes any file, which fill writes.
func NewFile(name, mime string, fill func(io.Writer) error) (*File, error) {
	spool, err := os.CreateTemp("", "keyhouse-")
	if err != nil {
		return nil, err
	}
	f := &File{Name: name, Type: mime, spool: spool}
	if err = fill(spool); err == nil {
		_, err = spool.Seek(0, io.SeekStart)
	}
	if err != nil {
		f.Close()
		return nil, err
	}
	return f, nil
}

// Disposition is the header that has a browser save it under its name.
func (f *File) Disposition() string { return `attachment; filename="` + f.Name + `"` }

// WriteTo hands it out, once. Whoever answers a request has to break off on an
// error: half a list must not pass for one.
func (f *File) WriteTo(w io.Writer) (int64, error) { return io.Copy(w, f.spool) }

// Close forgets it. What stays of it is the system's to clear away.
func (f *File) Close() {
	_ = f.spool.Close()
	_ = os.Remove(f.spool.Name())
}
