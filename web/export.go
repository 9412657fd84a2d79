package web

import (
	"net/http"

	"keyhouse/sheet"
)

// export answers with a spreadsheet, of the kind that the address ends in.
// write fills it. What goes wrong before the first byte is shown as a page;
// after it the download breaks off, so that nobody takes half a list for one.
func (s *screens) export(w http.ResponseWriter, r *http.Request, name, kind string, write func(sheet.Writer) error) error {
	out := &download{to: w, name: name + "." + kind, mime: sheet.TypeCSV}
	to := sheet.CSV(out, true)
	if kind == "xlsx" {
		out.mime = sheet.TypeXLSX
		to = sheet.XLSX(out, name)
	}
	err := write(to)
	if err == nil {
		err = to.Close()
	}
	if err != nil && out.begun {
		s.Log.Error("an export broke off", "route", r.Pattern, "error", err)
		panic(http.ErrAbortHandler)
	}
	return err
}

// download is an answer that is saved to a file, and is one only once
// something is written to it.
type download struct {
	to         http.ResponseWriter
	name, mime string
	begun      bool
}

func (d *download) Write(b []byte) (int, error) {
	if !d.begun {
		d.begun = true
		h := d.to.Header()
		h.Set("Content-Type", d.mime)
		h.Set("Content-Disposition", `attachment; filename="`+d.name+`"`)
	}
	return d.to.Write(b)
}
