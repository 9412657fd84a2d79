package web

import (
	"io"
	"net/http"
	"os"

	"keyhouse/sheet"
)

// export answers with a spreadsheet, of the kind that the address ends in;
// write fills it.
func (s *screens) export(w http.ResponseWriter, r *http.Request, name, kind string, write func(sheet.Writer) error) error {
	mime, begin := sheet.TypeCSV, func(f io.Writer) sheet.Writer { return sheet.CSV(f, true) }
	if kind == "xlsx" {
		mime, begin = sheet.TypeXLSX, func(f io.Writer) sheet.Writer { return sheet.XLSX(f, name) }
	}
	return download(w, name+"."+kind, mime, func(f io.Writer) error {
		to := begin(f)
		if err := write(to); err != nil {
			return err
		}
		return to.Close()
	})
}

// download answers with a file that write fills. It is whole before the first
// byte is sent: what goes wrong is shown as a page, and a slow reader holds no
// view of the database.
func download(w http.ResponseWriter, name, mime string, write func(io.Writer) error) error {
	file, err := os.CreateTemp("", "keyhouse-")
	if err != nil {
		return err
	}
	defer discard(file)
	if err := write(file); err != nil {
		return err
	}
	return send(w, file, name, mime)
}

// discard removes a passing file; one that stays is the system's to clear away.
func discard(file *os.File) {
	_ = file.Close()
	_ = os.Remove(file.Name())
}

// send answers with a file to be saved under name.
func send(w http.ResponseWriter, file *os.File, name, mime string) error {
	if _, err := file.Seek(0, io.SeekStart); err != nil {
		return err
	}
	h := w.Header()
	h.Set("Content-Type", mime)
	h.Set("Content-Disposition", `attachment; filename="`+name+`"`)
	if _, err := io.Copy(w, file); err != nil {
		panic(http.ErrAbortHandler) // the reader went away, or must not take half a list for one
	}
	return nil
}
