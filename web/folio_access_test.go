package web_test

import (
	"net/http"
	"testing"

	"keyhouse/id"
	"keyhouse/people"
)

// secrets are words by which an owner could be recognised.
var secrets = []string{"Odile", "Marquardt", "Bertrand", "Zwicky", "secret.example"}

// ownersRoads are every address at which there is something about an owner.
func (q *quay) ownersRoads() []string {
	c, st := q.odile.ID.String(), q.forOdile.ID.String()
	return []string{"/owners", "/owners?q=odile", "/owners?sort=nonsense", "/owners.csv", "/owners.xlsx", "/owners/new", "/owners/" + c, "/owners/" + c + "/edit", "/owners/" + c + "/archive",
		"/statements", "/statements?client=" + c, "/statements/new", "/statements/new?client=" + c, "/statements/" + st, "/statements/" + st + "/pdf", "/statements/" + st + "/mail",
		"/payouts/new?client=" + c, "/payouts/new?statement=" + st, "/properties?client=" + c, "/properties.csv?client=" + c, "/imports", "/imports/new", "/feeds/new"}
}

func TestTheFrontDeskNeverMeetsAnOwner(t *testing.T) {
	q := openQuay(t)
	front := q.join("Fred Front", people.GrantForm{Role: "front-desk", On: "account"})
	_, nothing := front.get("/owners/" + id.New().String())
	for _, road := range q.ownersRoads() {
		if road == "/properties.csv?client="+q.odile.ID.String() {
			status, body := front.get(road)
			front.check(road, status, body, http.StatusForbidden, nil, secrets...) // exports nothing at all
			continue
		}
		front.sees(road, http.StatusNotFound, nil, secrets...)
	}
	_, theirs := front.get("/owners/" + q.odile.ID.String())
	if plain(theirs) != plain(nothing) {
		t.Error("an owner who is there is refused in other words than one who is not")
	}
	for _, open := range []string{"/properties", "/properties?q=odile", "/properties?q=marqu", "/properties/" + q.shared.ID.String(), "/search?q=odi", "/search?q=zwicky", "/jump?q=odi", "/jump?q=owners", "/jump?q=statements", "/feeds"} {
		status, body := front.get(open)
		front.check(open, status, body, http.StatusOK, nil, "Marquardt", "Bertrand", "Odile ", `href="/owners`, "secret.example", "/statements")
	}
	front.sees("/properties/"+q.shared.ID.String(), http.StatusOK, []string{"not shown", "Casa Uno"}, secrets...)
	for path, fields := range map[string][]string{
		"/owners/new": {"name=X", "kind=owner"}, "/owners/" + q.odile.ID.String() + "/edit": {"name=X", "version=1"}, "/owners/" + q.odile.ID.String() + "/archive": nil,
		"/owners/" + q.odile.ID.String() + "/notes": {"body=hello"}, "/properties/" + q.shared.ID.String() + "/owners": {"owner=" + q.odile.ID.String(), "percent=100"},
		"/statements/new": {"client=" + q.odile.ID.String(), "from=2026-01-01", "until=2026-01-31"}, "/payouts/new": {"client=" + q.odile.ID.String(), "amount=1"},
		"/statements/" + q.forOdile.ID.String() + "/mail": nil,
	} {
		status, body := front.post(path, fields...)
		front.check("POST "+path, status, body, http.StatusNotFound, nil, secrets...)
	}
}

func TestAnOwnerSeesTheirPartAndNoOtherOwner(t *testing.T) {
	q := openQuay(t)
	odile := q.join("Olga Portal", people.GrantForm{Role: "portal", On: "client", Of: []id.ID{q.odile.ID}, Switches: []string{"calendar", "statements"}})
	without := q.join("Nina Portal", people.GrantForm{Role: "portal", On: "client", Of: []id.ID{q.odile.ID}, Switches: []string{"calendar"}})
	his := []string{"Bertrand", "Zwicky", "Casa Due"}
	odile.sees("/owners", http.StatusOK, []string{"Odile Marquardt", "1 owner"}, append(his, "secret.example", "20 %")...)
	odile.sees("/owners/"+q.odile.ID.String(), http.StatusOK, []string{"not shown"}, append(his, "secret.example", "+32 59")...)
	odile.sees("/owners/"+q.bertrand.ID.String(), http.StatusNotFound, nil, his...)
	odile.sees("/owners.csv", http.StatusForbidden, nil, his...)
	odile.sees("/properties", http.StatusOK, []string{"Casa Uno", "1 property"}, his...)
	odile.sees("/properties/"+q.shared.ID.String(), http.StatusOK, []string{"not shown"}, his...)
	odile.sees("/properties/"+q.his.ID.String(), http.StatusNotFound, nil, his...)
	odile.sees("/statements", http.StatusOK, []string{"1 statement"}, his...)
	odile.sees("/statements/"+q.forOdile.ID.String(), http.StatusOK, []string{"Odile Marquardt", "Balance"}, append(his, "Record a payout", "Mail to owner")...)
	odile.sees("/statements/"+q.forBen.ID.String(), http.StatusNotFound, nil, his...)
	odile.sees("/statements/"+q.forBen.ID.String()+"/pdf", http.StatusNotFound, nil, his...)
	if status, body := odile.get("/statements/" + q.forOdile.ID.String() + "/pdf"); status != http.StatusOK || body[:5] != "%PDF-" {
		t.Errorf("her own document: %d", status)
	}
	for _, path := range []string{"/search?q=bertrand", "/jump?q=zwick", "/search?q=casa"} {
		status, body := odile.get(path)
		odile.check(path, status, body, http.StatusOK, nil, "Zwicky", "Casa Due")
	}
	for _, path := range []string{"/statements", "/statements/" + q.forOdile.ID.String(), "/statements/" + q.forOdile.ID.String() + "/pdf"} {
		without.sees(path, http.StatusNotFound, nil) // the switch is off
	}
	for _, path := range []string{"/owners/new", "/properties/new", "/statements/new", "/imports", "/payouts/new?client=" + q.odile.ID.String()} {
		odile.sees(path, http.StatusNotFound, nil)
	}
	status, body := odile.post("/properties/"+q.shared.ID.String()+"/edit", "name=Mine", "kind=house", "version=1")
	odile.check("edits the property", status, body, http.StatusNotFound, nil)
}

func TestAnotherAccountsRecordsAreNotThere(t *testing.T) {
	q := openQuay(t)
	omar := q.enter("omar@other.example")
	for _, path := range []string{"/owners/" + q.odile.ID.String(), "/owners/" + q.odile.ID.String() + "/edit", "/properties/" + q.shared.ID.String(), "/properties/" + q.shared.ID.String() + "/owners",
		"/properties/" + q.shared.ID.String() + "/units/new", "/statements/" + q.forOdile.ID.String(), "/statements/" + q.forOdile.ID.String() + "/pdf", "/properties?client=" + q.odile.ID.String(),
		"/owners/nonsense", "/properties/00000000-0000-0000-0000-000000000000", "/imports/" + id.New().String(), "/feeds/" + id.New().String(), "/payouts/" + id.New().String() + "/cancel"} {
		omar.sees(path, http.StatusNotFound, nil, secrets...)
	}
	for _, path := range []string{"/owners", "/properties", "/statements", "/search?q=casa", "/jump?q=odile", "/owners.csv", "/properties.csv"} {
		status, body := omar.get(path)
		omar.check(path, status, body, http.StatusOK, nil, "Marquardt", "Casa Uno", "Zwicky")
	}
	status, body := omar.post("/statements/new", "client="+q.odile.ID.String(), "from=2026-01-01", "until=2026-01-31")
	omar.check("issues for a stranger", status, body, http.StatusUnprocessableEntity, nil, "Marquardt")
}
