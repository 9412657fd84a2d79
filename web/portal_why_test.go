package web_test

import (
	"net/http"
	"strings"
	"testing"

	"keyhouse/id"
	"keyhouse/people"
)

// X1: from somebody's access page one can ask about any record one sees oneself.
func TestWhyOnAPersonsAccessPage(t *testing.T) {
	w := newOffice(t)
	cleaner, err := w.People.Join(t.Context(), w.account, people.NewMember{Name: "Cleo Cleaner", Email: "cleo.cleaner@people.example", Password: password,
		Grants: []people.GrantForm{{Role: "portal", On: "client", Of: []id.ID{w.ana.ID}, Switches: []string{"calendar"}}}})
	w.must(err)
	alma, page := w.signIn("Alma Admin"), "/settings/access/"+cleaner.ID.String()
	alma.get(page).is(http.StatusOK).says("Ask why")
	alma.get(page + "/why?q=Zorbel").is(http.StatusOK).says(markName)
	alma.get(page + "/why?q=nobody").is(http.StatusOK).says("Nothing found")

	about := "/why?member=" + cleaner.ID.String() + "&thing=booking&record="
	alma.get(about+w.stay.ID.String()).is(http.StatusOK).says("may read a booking", "view calendar", "policy.txt:")
	alma.get(about+w.stay.ID.String()+"&group=guest").is(http.StatusOK).says("may not see the guest name", "“View guest name” is off")
	alma.get(about+w.other.ID.String()).is(http.StatusOK).says("may not read a booking", "that access is on others")

	cleo := w.signIn("Cleo Cleaner")
	cleo.get(page + "/why?q=Zorbel").is(http.StatusNotFound)
	cleo.get(strings.Replace(about, "member="+cleaner.ID.String()+"&", "", 1) + w.other.ID.String()).is(http.StatusNotFound)
}
