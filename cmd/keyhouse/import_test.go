package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestImportCommands(t *testing.T) {
	data := t.TempDir()
	t.Setenv("KEYHOUSE_PASSWORD", "four unrelated words")
	if _, err := call(t, "account", "create", "harbour", "--data", data, "--name", "Harbour", "--admin-name", "Alma", "--admin-email", "alma@harbour.example"); err != nil {
		t.Fatal(err)
	}
	listings := file(t, "listings.csv", "id,name,host_id,host_name,price\n1066853019373498880,Loft,17,Bo,$80.00\nx,Broken,17,Bo,$1.00\n")
	days := file(t, "calendar.csv", "listing_id,date,available,price\n1066853019373498880,2026-03-10,f,\"$1,080.00\"\n")
	broken := file(t, "broken.csv", "listing_id,date\n1,2\n")
	owners := file(t, "owners.csv", "Name,E-mail\nAna,ana@example.com\n")
	report := filepath.Join(t.TempDir(), "report.csv")
	for _, c := range []struct {
		name, want, wrong string
		args              []string
	}{
		{"a broken file is named and changes nothing", "", "broken.csv", []string{"airbnb", "--listings", listings, "--calendar", broken}},
		{"both files come in", "New: 1 owners, 1 properties, 1 bookings, 0 blocks.", "", []string{"airbnb", "--listings", listings, "--calendar", days, "--report", report}},
		{"twice changes nothing", "nothing has changed", "", []string{"airbnb", "--listings", listings, "--calendar", days}},
		{"a table by its headings", "New: 1 owners", "", []string{"owners", owners}},
		{"a table of something else", "", "guest", []string{"bookings", owners}},
	} {
		args := append([]string{"import", c.args[0], "--data", data, "--account", "harbour"}, c.args[1:]...)
		out, err := call(t, args...)
		if !strings.Contains(out, c.want) || (err != nil) != (c.wrong != "") {
			t.Errorf("%s: %q, %v", c.name, out, err)
		}
	}
	if _, err := call(t, "import", "owners", owners, "--data", data, "--account", "nobody"); err == nil {
		t.Error("an account that is not there")
	}
	if text, err := os.ReadFile(report); err != nil || !strings.Contains(string(text), "listings.csv,3,id,x,") {
		t.Errorf("the report: %s %v", text, err)
	}
}
