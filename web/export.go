package web

import (
	"io"
	"net/http"

	"keyhouse/sheet"
)

// export answers with a spreadsheet, of the kind that the address ends in;
// write fills it.
func (s *screens) export(w http.ResponseWriter, name, kind string, write func(sheet.Writer) error) error {
	f, err := sheet.Export(name, kind, true, write)
	if err != nil {
		return err
	}
	return handOut(w, f)
}

// download answers with a file that write fills.
func download(w http.ResponseWriter, name, mime string, write func(io.Writer) error) error {
	f, err := sheet.NewFile(name, mime, write)
	if err != nil {
		return err
	}
	return handOut(w, f)
}

func handOut(w http.ResponseWriter, f *sheet.File) error {
	defer f.Close()
	w.Header().Set("Content-Type", f.Type)
	w.Header().Set("Content-Disposition", f.Disposition())
	if _, err := f.WriteTo(w); err != nil {
		panic(http.ErrAbortHandler) // the reader went away, or must not take half a list for one
	}
	return nil
}
