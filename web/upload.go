package web

import (
	"errors"
	"io"
	"mime/multipart"
	"net/http"

	"keyhouse/fault"
)

// memoryOfUpload is how much of an upload is held in memory; the rest waits on
// disk until the request is answered.
const memoryOfUpload = 1 << 20

// received reads a form with files. What it keeps on disk is gone when done is
// called.
func received(r *http.Request) (done func(), err error) {
	const op = "web.received"
	err = r.ParseMultipartForm(memoryOfUpload)
	done = func() {
		if r.MultipartForm != nil {
			_ = r.MultipartForm.RemoveAll() // what is left is swept with the temporary folder
		}
	}
	if tooLarge := (*http.MaxBytesError)(nil); errors.As(err, &tooLarge) {
		return done, &fault.Fault{Kind: fault.TooLarge, Op: op, Say: say(r.Context(), "frame.these-files-larger-than"), Err: err}
	}
	if err != nil {
		return done, &fault.Fault{Kind: fault.Invalid, Op: op, Say: say(r.Context(), "frame.files-did-not-arrive"), Err: err}
	}
	return done, nil
}

// file opens an uploaded file; nil where none was chosen.
func file(r *http.Request, field string) (multipart.File, string) {
	f, head, err := r.FormFile(field)
	if err != nil {
		return nil, ""
	}
	return f, head.Filename
}

// closeAll gives back what was opened.
func closeAll(files ...io.Closer) {
	for _, f := range files {
		_ = f.Close() // only read from
	}
}
