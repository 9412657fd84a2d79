package api

import (
	"bytes"
	"mime/multipart"
	"net/http"
	"strings"
	"testing"

	"keyhouse/id"
)

// send posts files, name by name.
func (p *caller) send(path string, files ...string) *answer {
	p.w.t.Helper()
	var b bytes.Buffer
	m := multipart.NewWriter(&b)
	for i := 0; i+1 < len(files); i += 2 {
		part, err := m.CreateFormFile(files[i], files[i]+".csv")
		p.w.must(err)
		_, err = part.Write([]byte(files[i+1]))
		p.w.must(err)
	}
	p.w.must(m.Close())
	return p.askWith("POST", path, b.String(), http.Header{"Content-Type": {m.FormDataContentType()}})
}

const ics = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//x//y//EN\r\nBEGIN:VEVENT\r\nUID:1@x\r\nDTSTAMP:20260301T000000Z\r\nDTSTART;VALUE=DATE:20260901\r\nDTEND;VALUE=DATE:20260905\r\nSUMMARY:Reserved\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"

func TestFeedsInAndOut(t *testing.T) {
	eachWorld(t, func(t *testing.T, w *world) {
		to := "/feeds/upload?channel=airbnb&property=" + w.quay.String()
		up := w.admin.send(to, "file", ics).is(201)
		if r := up.body["report"].(map[string]any); r["added"] != 1.0 {
			t.Errorf("%s", up.raw)
		}
		if again := w.admin.send(to, "file", ics).is(201); again.body["report"].(map[string]any)["added"] != 0.0 {
			t.Errorf("the same file twice: %s", again.raw)
		}
		w.admin.send(to).problem(422, "invalid").at("#/file")
		w.admin.post(to, "{}").problem(422, "invalid")
		feed := "/feeds/" + up.body["feed"].(map[string]any)["id"].(string)
		w.admin.get(feed).is(200).has("skipped", "conflicts")
		for _, who := range []*caller{w.owner, w.cleaner, w.none, w.rival} {
			who.get(feed).problem(404, "missing")
			who.delete(feed).problem(404, "missing")
		}
		w.admin.post("/feeds", body(`{"property":"%v","address":"http://127.0.0.1/x.ics"}`, w.quay)).problem(422, "invalid").at("#/address")

		made := w.cleaner.post("/feed-addresses", body(`{"property":"%v"}`, w.quay)).is(201).has("address")
		if listed := w.cleaner.get("/feed-addresses").is(200); len(listed.items()) != 1 || strings.Contains(string(listed.raw), made.str("address")) {
			t.Errorf("%s", listed.raw)
		}
		w.cleaner.post("/feed-addresses", body(`{"property":"%v"}`, w.lake)).problem(422, "invalid").at("#/property")
		w.owner.delete("/feed-addresses/"+made.str("id")).problem(404, "missing")
		w.cleaner.delete("/feed-addresses/" + made.str("id")).is(204)
	})
}

func TestImportingATable(t *testing.T) {
	eachWorld(t, func(t *testing.T, w *world) {
		run := "/imports/" + w.admin.send("/imports?kind=owners", "file", "Name,E-mail\nOlga Neu,olga@neu.example\n,broken\n").is(201).str("id")
		columns := w.admin.get(run + "/columns").is(200)
		guess := columns.body["guess"].(map[string]any)["columns"].(map[string]any)
		if guess["name"] != 0.0 || columns.num("rows") != 2 {
			t.Errorf("%s", columns.raw)
		}
		trial := w.admin.post(run+"/dry-run", `{"columns":{"name":0,"email":1}}`).is(200)
		if c := trial.body["counts"].(map[string]any); c["owners"] != 1.0 || len(trial.list("skips")) == 0 {
			t.Errorf("%s", trial.raw)
		}
		w.admin.post(run+"/dry-run", `{"columns":{"name":7}}`).is(422)
		w.admin.send("/imports?kind=owners").problem(422, "invalid").at("#/file")
		w.admin.send("/imports?kind=airbnb", "listings", "x").problem(422, "invalid").at("#/calendar")
		w.admin.send("/imports?kind=nonsense").problem(422, "invalid").at("kind")
		for _, who := range []*caller{w.owner, w.desk, w.none, w.rival} {
			for _, path := range []string{run, run + "/columns", run + "/report", "/imports/" + id.New().String()} {
				who.get(path).problem(404, "missing").without("Olga")
			}
		}
		for _, who := range []*caller{w.owner, w.none} {
			if a := who.send("/imports?kind=owners", "file", "Name\nX\n"); a.status != 403 && a.status != 404 {
				t.Errorf("%s: %d %s", a.asked, a.status, a.raw)
			}
		}
		if listed := w.admin.get("/owners?q=Olga").is(200).items(); len(listed) != 0 {
			t.Errorf("a trial brought %v", listed)
		}
		w.admin.delete(run).is(204)
	})
}
