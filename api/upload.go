package api

import (
	"context"
	"errors"
	"mime/multipart"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"keyhouse/fault"
)

// memoryOfUpload is how much of an upload is held in memory; the rest waits on
// disk until the request is answered.
const memoryOfUpload = 1 << 20

// handleFiles adds an operation that is sent files.
func handleFiles[Out any](d *desk, o op, names []string, h func(ctx context.Context, c *call, files map[string]*multipart.FileHeader) (Out, error)) {
	huma.Register(d.api, d.operation(o), func(ctx context.Context, _ *struct{}) (*reply[Out], error) {
		c := ctx.Value(callKey{}).(*call)
		files, done, err := received(c.r)
		defer done()
		if err != nil {
			return nil, d.problem(ctx, err)
		}
		out, err := h(ctx, c, files)
		if err != nil {
			return nil, d.problem(ctx, err)
		}
		return &reply[Out]{Body: out}, nil
	})
	// Said afterwards: a body that huma knows of it would read itself.
	form := &huma.Schema{Type: huma.TypeObject, Properties: map[string]*huma.Schema{}}
	for _, name := range names {
		form.Properties[name] = &huma.Schema{Type: huma.TypeString, Format: "binary"}
	}
	d.api.OpenAPI().Paths[o.path].Post.RequestBody = &huma.RequestBody{Required: true, Content: map[string]*huma.MediaType{"multipart/form-data": {Schema: form}}}
}

// received reads a form with files, the first of each name. What it keeps on
// disk is gone when done is called.
func received(r *http.Request) (files map[string]*multipart.FileHeader, done func(), err error) {
	const op = "api.received"
	err = r.ParseMultipartForm(memoryOfUpload)
	done = func() {
		if r.MultipartForm != nil {
			_ = r.MultipartForm.RemoveAll() // what is left is swept with the temporary folder
		}
	}
	if tooLarge := (*http.MaxBytesError)(nil); errors.As(err, &tooLarge) {
		return nil, done, &fault.Fault{Kind: fault.TooLarge, Op: op, Say: "These files are larger than this server takes. Pack them with gzip, or cut them into several.", Err: err}
	}
	if err != nil {
		return nil, done, &fault.Fault{Kind: fault.Invalid, Op: op, Say: "Send multipart/form-data with the files. They did not arrive whole.", Err: err}
	}
	files = map[string]*multipart.FileHeader{}
	for name, several := range r.MultipartForm.File {
		files[name] = several[0]
	}
	return files, done, nil
}
