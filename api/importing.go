package api

import (
	"bytes"
	"context"
	"mime/multipart"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"keyhouse/cash"
	"keyhouse/fault"
	"keyhouse/id"
	"keyhouse/imports"
	"keyhouse/intake"
	"keyhouse/page"
	"keyhouse/words"
)

const tagImports = "Imports"

// importing are the operations on bringing in what was elsewhere.
func (d *desk) importing() {
	handle(d, op{id: "list-imports", tag: tagImports, method: http.MethodGet, path: "/imports", summary: "List imports", about: "The latest the person may know of, newest first."}, d.listImports)
	handleFiles(d, op{id: "start-import", tag: tagImports, method: http.MethodPost, path: "/imports", status: http.StatusCreated, summary: "Upload files to import",
		asks: []param{must(word("kind", "What they hold.", imports.Kinds...)), uuid("business", "Into which; the first the person may import to unless given.")},
		about: "Airbnb's two files are the form's fields listings and calendar, a CSV is its field file; gzip is fine. Airbnb's are imported at once by a job; " +
			"of a CSV say first which column is what: columns, then dry-run, then begin. Nothing changes unless all of it can be written."}, []string{"listings", "calendar", "file"}, d.startImport)
	handle(d, op{id: "get-import", tag: tagImports, method: http.MethodGet, path: "/imports/{id}", summary: "One import", about: "With how far it is."}, d.getImport)
	handle(d, op{id: "import-columns", tag: tagImports, method: http.MethodGet, path: "/imports/{id}/columns", summary: "The columns of an uploaded CSV", errors: []int{http.StatusConflict},
		about: "And a guess at what they mean."}, d.importColumns)
	handle(d, op{id: "try-import", tag: tagImports, method: http.MethodPost, path: "/imports/{id}/dry-run", summary: "What an import would bring", errors: []int{http.StatusConflict}, about: "Nothing is changed."}, d.tryImport)
	handle(d, op{id: "begin-import", tag: tagImports, method: http.MethodPost, path: "/imports/{id}/begin", summary: "Import an uploaded CSV", errors: []int{http.StatusConflict},
		about: "By a job; GET the import to see how far it is."}, d.beginImport)
	act(d, op{id: "delete-import", tag: tagImports, method: http.MethodDelete, path: "/imports/{id}", summary: "Forget an import", errors: []int{http.StatusConflict}, about: "And its report. What it brought stays."}, d.deleteImport)
	d.importReport()
}

// Import is one import.
type Import struct {
	ID       id.ID      `json:"id" format:"uuid"`
	Kind     string     `json:"kind" enum:"airbnb,owners,properties,bookings"`
	State    string     `json:"state" enum:"staged,waiting,reading,writing,done,failed"`
	Files    []string   `json:"files"`
	Done     int64      `json:"done" doc:"How far it is: bytes while reading, records while writing."`
	Total    int64      `json:"total"`
	Counts   Counts     `json:"counts"`
	Error    string     `json:"error,omitempty" doc:"Why it failed; nothing was changed then."`
	By       string     `json:"by,omitempty"`
	Created  time.Time  `json:"created"`
	Finished *time.Time `json:"finished,omitempty"`
}

// Counts are what an import brought, or would.
type Counts struct {
	Owners     int64 `json:"owners"`
	Properties int64 `json:"properties"`
	Bookings   int64 `json:"bookings"`
	Blocks     int64 `json:"blocks"`
	Priced     int64 `json:"priced" doc:"Bookings whose asking price is entered as rent."`
	Unchanged  int64 `json:"unchanged" doc:"There already, and left as they are."`
	Skipped    int64 `json:"skipped" doc:"Rows and values left out, each named in the report."`
}

func importShape(r *imports.Run) Import {
	return Import{ID: r.ID, Kind: r.Kind, State: r.State, Files: orNone(r.Files), Done: r.Done, Total: r.Total, Counts: Counts(r.Counts), Error: r.Error, By: r.By,
		Created: r.CreatedAt.UTC(), Finished: moment(r.FinishedAt)}
}

func (d *desk) listImports(ctx context.Context, c *call, _ *struct{}) (list[Import], error) {
	rows, err := d.Imports.Runs(ctx, c.viewer())
	return whole(rows, importShape), err
}

func (d *desk) getImport(ctx context.Context, c *call, in *Which) (Import, error) {
	r, err := d.Imports.RunByID(ctx, c.viewer(), in.id())
	if err != nil {
		return Import{}, err
	}
	return importShape(r), nil
}

func (d *desk) startImport(ctx context.Context, c *call, files map[string]*multipart.FileHeader) (Import, error) {
	q := page.Read("api.startImport", c.query)
	o := imports.Order{Kind: q.Word("kind", append([]string{""}, imports.Kinds...)...), Business: q.ID("business")}
	if err := q.Err(); err != nil {
		return Import{}, inAddress(err)
	}
	names, begin := []string{"file"}, d.Imports.Stage
	if o.Kind == imports.Airbnb {
		names, begin = []string{"listings", "calendar"}, d.Imports.Start
	}
	for _, name := range names {
		u := imports.Upload{}
		if head := files[name]; head != nil {
			f, err := head.Open()
			if err != nil {
				return Import{}, err
			}
			defer f.Close()
			u = imports.Upload{Name: head.Filename, In: f}
		}
		o.Files = append(o.Files, u)
	}
	run, err := begin(ctx, c.viewer(), o)
	if err != nil {
		return Import{}, err
	}
	return d.getImport(ctx, c, &Which{run.String()})
}

// Columns are what it takes to say which column of a CSV means what.
type Columns struct {
	Kind      string        `json:"kind"`
	Header    []string      `json:"header"`
	Sample    [][]string    `json:"sample" doc:"The first rows."`
	Rows      int           `json:"rows"`
	Encoding  string        `json:"encoding"`
	Delimiter string        `json:"delimiter"`
	Fields    []ImportField `json:"fields" doc:"What an import of the kind can fill."`
	Guess     Mapping       `json:"guess"`
}

// ImportField is something an import can fill.
type ImportField struct {
	Name     string `json:"name"`
	Label    string `json:"label"`
	Required bool   `json:"required"`
}

// Mapping says which column fills which field.
type Mapping struct {
	Columns  map[string]int `json:"columns" doc:"Field name to column, from 0." example:"{\"name\":0,\"email\":2}"`
	Days     string         `json:"days,omitempty" enum:"day/month/year,month/day/year,year-month-day" doc:"How days are written; told by the days themselves unless given."`
	Currency string         `json:"currency,omitempty" maxLength:"3" doc:"Of sums in rows that name none."`
}

func (m *Mapping) read() (intake.Mapping, error) {
	out := intake.Mapping{Columns: m.Columns, Days: intake.DayForm(m.Days)}
	if m.Currency == "" {
		return out, nil
	}
	var err error
	if out.Currency, err = cash.ParseCurrency(m.Currency); err != nil {
		return out, fault.Bad("api.Mapping", "currency", "This is no currency. Write three letters, like EUR.")
	}
	return out, nil
}

func (d *desk) importColumns(ctx context.Context, c *call, in *Which) (Columns, error) {
	k, err := d.Imports.Columns(ctx, c.viewer(), in.id())
	return Columns{Kind: k.Kind, Header: orNone(k.Header), Sample: each(k.Sample, orNone), Rows: k.Rows, Encoding: k.Encoding, Delimiter: k.Delimiter,
		Fields: each(k.Fields, func(f intake.Field) ImportField { return ImportField{f.Name, f.Label, f.Required} }),
		Guess:  Mapping{k.Guess.Columns, string(k.Guess.Days), string(k.Guess.Currency)}}, err
}

// Trial is what an import would bring.
type Trial struct {
	Counts Counts `json:"counts"`
	Skips  []Skip `json:"skips" doc:"The first of what would be left out."`
}

// Skip is a row or value that was left out.
type Skip struct {
	File   string `json:"file"`
	Line   int    `json:"line"`
	Column string `json:"column,omitempty"`
	Value  string `json:"value,omitempty"`
	Reason string `json:"reason"`
	Kept   bool   `json:"kept" doc:"The row is taken, only without this value."`
}

type mapped struct {
	Which
	Body Mapping
}

func (d *desk) tryImport(ctx context.Context, c *call, in *mapped) (Trial, error) {
	m, err := in.Body.read()
	if err != nil {
		return Trial{}, err
	}
	r, err := d.Imports.Dry(ctx, c.viewer(), in.id(), m)
	return Trial{Counts(r.Counts), each(r.Skips, func(s intake.Skip) Skip {
		s.Reason = words.In(ctx).Again(s.Reason)
		return Skip(s)
	})}, err
}

func (d *desk) beginImport(ctx context.Context, c *call, in *mapped) (Import, error) {
	m, err := in.Body.read()
	if err != nil {
		return Import{}, err
	}
	if err := d.Imports.Begin(ctx, c.viewer(), in.id(), m); err != nil {
		return Import{}, err
	}
	return d.getImport(ctx, c, &in.Which)
}

func (d *desk) deleteImport(ctx context.Context, c *call, in *Which) error {
	return d.Imports.DeleteRun(ctx, c.viewer(), in.id())
}

// importReport answers with a file, which handle does not.
func (d *desk) importReport() {
	o := d.operation(op{id: "import-report", tag: tagImports, method: http.MethodGet, path: "/imports/{id}/report", summary: "What an import left out",
		about: "Each row and value with its reason, as CSV."})
	o.Responses = map[string]*huma.Response{"200": {Description: "OK", Content: map[string]*huma.MediaType{"text/csv": {Schema: &huma.Schema{Type: huma.TypeString}}}}}
	huma.Register(d.api, o, func(ctx context.Context, in *Which) (*document, error) {
		var b bytes.Buffer
		if err := d.Imports.WriteSkips(ctx, ctx.Value(callKey{}).(*call).viewer(), in.id(), &b); err != nil {
			return nil, d.problem(ctx, err)
		}
		return &document{"text/csv; charset=utf-8", `attachment; filename="left-out.csv"`, b.Bytes()}, nil
	})
}
