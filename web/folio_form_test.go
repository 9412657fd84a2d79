package web_test

import (
	"bytes"
	"mime/multipart"
	"net/http"
	"regexp"
	"strings"
	"testing"

	"keyhouse/id"
	"keyhouse/people"
	"keyhouse/portfolio"
)

// plain is a page without what differs in each answer.
func plain(body string) string {
	return regexp.MustCompile(`[0-9a-f]{8}-[0-9a-f-]{27}`).ReplaceAllString(body, "ID")
}

func TestOwnersFormKeepsWhatWasTypedAndShowsStaleEdits(t *testing.T) {
	q := openQuay(t)
	ana := q.enter("ana@quay.example")
	status, body := ana.post("/owners/new", "name=", "kind=owner", "email=not an address", "commission=150", "address=Kaai 4")
	ana.check("an owner without a name", status, body, http.StatusUnprocessableEntity, []string{"Kaai 4", "not an address", `aria-invalid="true"`, "percentage"})
	status, body = ana.post("/owners/new", "name=Carla Nova", "kind=owner", "commission=12,5")
	ana.check("a new owner", status, body, http.StatusOK, []string{"Carla Nova", "12.5 %"})
	edit := "/owners/" + q.odile.ID.String() + "/edit"
	status, body = ana.post(edit, "name=Odile M.", "kind=owner", "version=1", "commission=20", "email=odile@secret.example", "phone=+32 59 000001")
	ana.check("an edit", status, body, http.StatusOK, []string{"Odile M."})
	status, body = ana.post(edit, "name=Odette", "kind=owner", "version=1", "commission=20", "email=odile@secret.example", "phone=+32 59 000001")
	ana.check("an edit from an older version", status, body, http.StatusConflict, []string{"<del>Odile M.</del>", "<ins>Odette</ins>", `name="version" value="2"`})
	status, body = ana.post("/owners/"+q.odile.ID.String()+"/archive", "x=y")
	ana.check("archiving", status, body, http.StatusOK, []string{"archived"})
	ana.sees("/owners?archived=1", http.StatusOK, []string{"Odile M."}, "Bertrand")
	status, body = ana.post("/owners/"+q.odile.ID.String()+"/restore", "x=y")
	ana.check("putting back", status, body, http.StatusOK, []string{"Odile M."})
	status, body = ana.post("/owners/"+q.odile.ID.String()+"/notes", "body=Rings <b>twice</b>")
	ana.check("a note", status, body, http.StatusOK, []string{"Rings &lt;b&gt;twice"})
	ana.sees("/owners?sort=nonsense", http.StatusUnprocessableEntity, nil)
	ana.sees("/owners?cursor=nonsense", http.StatusUnprocessableEntity, nil)
}

func TestSharesMakeTheWhole(t *testing.T) {
	q := openQuay(t)
	ana := q.enter("ana@quay.example")
	at := "/properties/" + q.his.ID.String() + "/owners"
	odile, ben := "owner="+q.odile.ID.String(), "owner="+q.bertrand.ID.String()
	for what, c := range map[string]struct {
		fields []string
		say    string
	}{
		"less than all":   {[]string{odile, "percent=50", ben, "percent=40"}, "90.00 %"},
		"more than all":   {[]string{odile, "percent=60", ben, "percent=60"}, "120.00 %"},
		"one owner twice": {[]string{odile, "percent=50", odile, "percent=50"}, "named twice"},
		"nobody":          {[]string{"owner=", "percent="}, "at least one"},
		"no number":       {[]string{odile, "percent=half"}, "percentage"},
		"a share alone":   {[]string{"owner=", "percent=50", odile, "percent=50"}, "Choose an owner"},
		"a stranger":      {[]string{"owner=" + id.New().String(), "percent=100"}, "no longer there"},
	} {
		status, body := ana.post(at, append(c.fields, "from=2026-01-01")...)
		ana.check(what, status, body, http.StatusUnprocessableEntity, []string{c.say})
	}
	status, body := ana.post(at, "owner=", "percent=", odile, "percent=33.34", ben, "percent=66.66", "from=2026-01-01")
	ana.check("two owners", status, body, http.StatusOK, []string{"33.34 %", "66.66 %", "Odile Marquardt", "Earlier and planned"})
	status, body = ana.post("/properties/"+q.his.ID.String()+"/units/new", "name=Studio 1", "sleeps=2")
	ana.check("a unit", status, body, http.StatusOK, []string{"Studio 1"})
	status, body = ana.post("/properties/"+q.his.ID.String()+"/subscribers", "name=Wash", "email=wash@linen.example")
	ana.check("a subscriber", status, body, http.StatusOK, []string{"wash@linen.example"})
	status, body = ana.post("/properties/"+q.his.ID.String()+"/subscribers", "name=Wash", "email=nonsense")
	ana.check("no address", status, body, http.StatusUnprocessableEntity, []string{"nonsense"})
	status, body = ana.post("/properties/new", "name=Casa Tre", "kind=castle", "zone=Mars", "currency=EUR", "sleeps=many")
	ana.check("nonsense of a property", status, body, http.StatusUnprocessableEntity, []string{"Casa Tre", "Mars", "whole number"})
}

func TestAStatementIsPreviewedIssuedPaidOut(t *testing.T) {
	q := openQuay(t)
	ana := q.enter("ana@quay.example")
	client := "client=" + q.odile.ID.String()
	ana.sees("/statements/new?"+client, http.StatusOK, []string{"preview", "Issue this statement"})
	ana.sees("/statements?"+client, http.StatusOK, []string{"1 statement"}) // the preview is stored nowhere
	from := q.forOdile.Until.String()
	status, body := ana.post("/statements/new", client, "from="+from, "until="+q.forOdile.Until.Add(9).String())
	ana.check("issuing", status, body, http.StatusOK, []string{"is issued", "Owner statement", "Record a payout"}[:2])
	status, body = ana.post("/statements/new", client, "from="+from, "until="+q.forOdile.Until.Add(9).String())
	ana.check("issuing twice", status, body, http.StatusConflict, []string{"already"})
	status, body = ana.post("/statements/new", client, "from=2026-05-01", "until=nonsense")
	ana.check("no day", status, body, http.StatusUnprocessableEntity, nil)
	status, body = ana.post("/statements/"+q.forOdile.ID.String()+"/mail", "x=y")
	ana.check("mailing", status, body, http.StatusOK, []string{"on its way"})
	for _, sum := range []string{"", "-5", "1e3", "12,50", "99999999999999999999"} {
		status, body = ana.post("/payouts/new", client, "currency=EUR", "method=bank", "amount="+sum)
		ana.check("a payout of "+sum, status, body, http.StatusUnprocessableEntity, []string{"Enter a sum"})
	}
	status, body = ana.post("/payouts/new", client, "currency=EUR", "method=bank", "amount=12.50", "memo=deposit")
	ana.check("a payout", status, body, http.StatusOK, []string{"deposit", "12.50", "−12.50"})
	cancel := regexp.MustCompile(`/payouts/[^"/]+/cancel`).FindString(body)
	ana.sees(cancel, http.StatusOK, []string{"12.50"})
	status, body = ana.post(cancel, "x=y")
	ana.check("taking back", status, body, http.StatusOK, []string{"taken back"}, "deposit")
}

// send posts a form with one file.
func (v *caller) send(path, field, name, content string, fields ...string) (int, string) {
	v.t.Helper()
	var b bytes.Buffer
	form := multipart.NewWriter(&b)
	for _, f := range fields {
		name, value, _ := strings.Cut(f, "=")
		_ = form.WriteField(name, value) // into memory
	}
	part, err := form.CreateFormFile(field, name)
	if err == nil {
		_, err = part.Write([]byte(content))
	}
	if err != nil {
		v.t.Fatal(err)
	}
	form.Close()
	res, err := v.http.Post(v.url+path, form.FormDataContentType(), &b)
	if err != nil {
		v.t.Fatal(err)
	}
	return read(v.t, res)
}

func TestATableIsMappedLookedAtAndImported(t *testing.T) {
	q := openQuay(t)
	ana := q.enter("ana@quay.example")
	status, body := ana.send("/imports/new", "file", "owners.csv", "Owner name,Mail\nGreta Neu,greta@neu.example\n,nameless@neu.example\n", "kind=owners")
	ana.check("the upload", status, body, http.StatusOK, []string{"Which column is what?", "Owner name", "Greta Neu"})
	at := regexp.MustCompile(`/imports/[^"/]+/columns`).FindString(body)
	status, body = ana.post(at, "do=dry", "name=0", "email=1")
	ana.check("a look", status, body, http.StatusOK, []string{"This would bring 1 owner", "Line 3", "Nothing has been changed"})
	ana.sees("/owners?q=greta", http.StatusOK, nil, "greta@neu.example")
	status, body = ana.post(at, "do=dry", "name=", "email=1")
	ana.check("no column for the name", status, body, http.StatusUnprocessableEntity, []string{"Choose the column"})
	status, body = ana.post(at, "do=dry", "name=77", "email=x")
	ana.check("no such column", status, body, http.StatusUnprocessableEntity, []string{"no such column"})
	status, body = ana.post(at, "do=import", "name=0", "email=1")
	run := strings.TrimSuffix(at, "/columns")
	for status == http.StatusOK && !strings.Contains(body, "New owners") && !strings.Contains(body, "Nothing was changed") {
		status, body = ana.get(run)
	}
	ana.check("the import", status, body, http.StatusOK, []string{"New owners", "Download what was left out"})
	ana.sees(run+"/skips.csv", http.StatusOK, []string{"owners.csv"})
	ana.sees("/owners?q=greta", http.StatusOK, []string{"greta@neu.example"})
	status, body = ana.send("/imports/new", "file", "picture.png", "\x89PNG\r\n", "kind=owners")
	ana.check("a picture", status, body, http.StatusUnprocessableEntity, []string{"not a table"})
	status, body = ana.post("/imports/new", "kind=owners")
	ana.check("no file", status, body, http.StatusUnprocessableEntity, nil)
	q.enter("omar@other.example").sees(run, http.StatusNotFound, nil, "Greta")
	q.join("Fred Front", people.GrantForm{Role: "front-desk", On: "account"}).sees(run+"/skips.csv", http.StatusNotFound, nil, "nameless")
}

const twoNights = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//x//y//EN\r\nBEGIN:VEVENT\r\nUID:1@x\r\nDTSTAMP:20300101T000000Z\r\nDTSTART;VALUE=DATE:20310601\r\nDTEND;VALUE=DATE:20310603\r\nSUMMARY:Reserved\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"

func TestCalendarsAreReadAndServed(t *testing.T) {
	q := openQuay(t)
	ana := q.enter("ana@quay.example")
	property := "property=" + q.shared.ID.String()
	status, body := ana.send("/feeds/upload", "file", "a.ics", twoNights, property, "channel=ical")
	ana.check("an upload", status, body, http.StatusOK, []string{"1 added", "a file that somebody brings"})
	status, body = ana.send("/feeds/upload", "file", "a.ics", "hello", property, "channel=ical")
	ana.check("no calendar", status, body, http.StatusUnprocessableEntity, nil)
	for _, address := range []string{"", "ftp://x.example/a.ics", "http://127.0.0.1/a.ics", "javascript:alert(1)"} {
		status, body = ana.post("/feeds/new", property, "address="+address)
		ana.check("the address "+address, status, body, http.StatusUnprocessableEntity, []string{"aria-invalid"}, `href="javascript`)
	}
	ana.sees("/feeds", http.StatusOK, []string{"Casa Uno", "uploaded"})
	status, body = ana.post("/properties/"+q.shared.ID.String()+"/address", "x=y")
	ana.check("an address", status, body, http.StatusOK, []string{"only this once"})
	secret := regexp.MustCompile(`/calendar-feeds/[^"]+\.ics`).FindString(body)
	stranger := &caller{t, q.url, "a program", &http.Client{}}
	stranger.sees(secret, http.StatusOK, []string{"BEGIN:VCALENDAR", "20310601"}, secrets...)
	_, list := ana.get("/feeds")
	if strings.Contains(list, secret) {
		t.Error("the list shows the whole secret again")
	}
	status, body = ana.post(regexp.MustCompile(`/feeds/out/[^"/]+/revoke`).FindString(list), "x=y")
	ana.check("revoking", status, body, http.StatusOK, []string{"revoked"})
	gone, words := stranger.get(secret)
	never, same := stranger.get("/calendar-feeds/" + strings.Repeat("a", 43) + ".ics")
	if gone != http.StatusNotFound || never != http.StatusNotFound || words != same {
		t.Errorf("a revoked address %d, one that never was %d, in the same words: %v", gone, never, words == same)
	}
}

func TestAPortalUserMakesAnAddressOfTheirOwnOnly(t *testing.T) {
	q := openQuay(t)
	olga := q.join("Olga Portal", people.GrantForm{Role: "portal", On: "client", Of: []id.ID{q.odile.ID}, Switches: []string{"calendar"}})
	status, body := olga.post("/properties/"+q.shared.ID.String()+"/address", "x=y")
	olga.check("her property", status, body, http.StatusOK, []string{"only this once"})
	status, body = olga.post("/properties/"+q.his.ID.String()+"/address", "x=y")
	olga.check("another's property", status, body, http.StatusNotFound, nil, "Casa Due")
	olga.sees("/feeds", http.StatusOK, []string{"yours"}, "Calendars we read")
}

func TestListsPageByKey(t *testing.T) {
	q := openQuay(t)
	for i := range 60 {
		_, err := q.Portfolio.CreateProperty(ctx, q.boss, portfolio.PropertyForm{Name: "Row house " + strings.Repeat("i", i+1), Kind: "house", Zone: "Europe/Brussels", Currency: "EUR"})
		q.must(err)
	}
	ana := q.enter("ana@quay.example")
	_, body := ana.get("/properties?sort=name")
	next := regexp.MustCompile(`href="(/properties\?[^"]*cursor=[^"]*)"`).FindStringSubmatch(body)
	if next == nil || !strings.Contains(body, "50 of 62 properties") {
		t.Fatal("there is no second page")
	}
	ana.sees(strings.ReplaceAll(next[1], "&amp;", "&"), http.StatusOK, []string{strings.Repeat("i", 60), "12 of 62"}, "Casa Uno")
	ana.sees("/properties.csv?sort=-name&q=row", http.StatusOK, []string{strings.Repeat("i", 60), "Row house i,"}, "Casa Uno")
	ana.sees("/search?q=row", http.StatusOK, []string{"Row house i<"})
	ana.sees("/jump?q=prop", http.StatusOK, []string{`href="/properties"`}, "<html")
}
