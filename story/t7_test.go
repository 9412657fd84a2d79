package story

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"keyhouse/people"
)

// member is somebody of the company, as its admin finds them.
func (c *company) member(name string) people.Member {
	c.w.t.Helper()
	f, err := people.ParseMemberFilter(url.Values{"q": {name}})
	c.w.must(err)
	found, err := c.w.People.PortalUsers(c.w.t.Context(), c.boss, f)
	if c.w.must(err); len(found.Rows) != 1 {
		c.w.t.Fatalf("%d people are called %s", len(found.Rows), name)
	}
	return found.Rows[0]
}

// T7: an invitation that has run out says so on the Users screen, on the person's page
// and in the API, is found by a filter, and is sent again, one or several at once.
func TestT7InvitationsThatRanOut(t *testing.T) {
	each(t, func(w *town) {
		h := w.harbour()
		ines := w.enter("Ines Alvarez")
		ines.fill("/settings/access/new", "/settings/access/new", "name=Tess Technician", "email="+address("Tess Technician")).ok()
		ines.fill("/settings/access/new", "/settings/access/new", "name=Late Comer", "email="+address("Late Comer")).ok().shows("Invitation good until 11 March 2031")
		late := accessOf(h.member("Late Comer"))
		old := w.box.next(w, address("Late Comer"), "invites you", 1).link(t, "/link/")
		ines.get("/settings/users?state=expired").ok().hides("Late Comer")
		w.clock.wait(7*24*time.Hour + time.Minute)
		ines = w.enter("Ines Alvarez")
		ines.get("/settings/users").ok().shows("Late Comer", "Invitation expired on 11 March 2031", "Send again")
		ines.get("/settings/access").ok().shows("Invitation expired on 11 March 2031")
		ines.get("/settings/users?state=expired").ok().shows("Late Comer", "Tess Technician").hides("Mo Manager")
		ines.get(late).ok().shows("Invitation expired on 11 March 2031")
		ines.json("GET", "/api/v1/users?state=expired", "").ok().shows("Late Comer", `"invited_until":"2031-03-11T`).hides("Mo Manager")

		ines.get(late).fill(late+"/invite-again").ok().at(late).shows("on its way again", "good until 18 March 2031")
		fresh := w.box.another(w, address("Late Comer"), "/link/", old)
		w.somebody("Late Comer").post(pathOf(w, old)).is(http.StatusConflict)
		w.somebody("Late Comer").fill(fresh, pathOf(w, fresh)).ok().at("/")
		ines.get(late).shows("active").hides("Invitation")
		ines.post(late + "/invite-again").is(http.StatusConflict).shows("accepted already")
		tess := h.member("Tess Technician")
		ines.post("/settings/users/bulk", "do=invite-again", "id="+tess.ID.String(), "id="+strings.TrimPrefix(late, "/settings/access/")).ok().shows("invited again", "accepted already")
		ines.json("POST", "/api/v1/users/"+tess.ID.String()+"/invitation", "").ok().shows(`"state":"invited"`)
		ines.json("POST", "/api/v1/portal-users/"+strings.TrimPrefix(late, "/settings/access/")+"/invitation", "").is(http.StatusConflict)

		mo := w.enter("Fay Desk")
		mo.post(accessOf(tess) + "/invite-again").isRefused()
		mo.json("POST", "/api/v1/users/"+tess.ID.String()+"/invitation", "").isRefused()
	})
}

// X5: whoever may demand a second factor finds those who lack it, in the list, on
// their page and in the API; nobody else learns anything by the filter.
func TestX5WhoLacksAFactorIsFound(t *testing.T) {
	each(t, func(w *town) {
		h := w.harbour()
		h.join("Ada Admin", "staff", as("admin"))
		ines, mo := w.enter("Ines Alvarez"), w.enter("Mo Manager")
		if list := ines.get("/settings/users").ok(); strings.Contains(list.body, "second_factor") {
			list.wrong("asks for what is not demanded")
		}
		ines.get("/settings/users?second_factor=lacking").ok().hides("Ada Admin")
		ines.takeUp()
		ines.fill("/settings/account", "/settings/account/second-factor", "second_factor=admins").ok()
		ines.get("/settings/users").ok().shows("Lacking", "no second factor")
		ines.get("/settings/users?second_factor=lacking").ok().shows("Ada Admin").hides("Mo Manager", "mo.manager")
		ada := h.member("Ada Admin")
		ines.get(accessOf(ada)).ok().shows("Has no second factor, which this account asks of them")
		ines.json("GET", "/api/v1/users?second_factor=lacking", "").ok().shows("Ada Admin", `"lacks_second_factor":true`).hides("Mo Manager")
		ines.json("GET", "/api/v1/users/"+ada.ID.String(), "").ok().shows(`"lacks_second_factor":true`)
		ines.fill("/settings/account", "/settings/account/second-factor", "second_factor=staff").ok()
		ines.json("GET", "/api/v1/users?second_factor=lacking", "").ok().shows("Ada Admin", "Mo Manager", "Fay Desk")
		ines.fill("/settings/account", "/settings/account/second-factor", "second_factor=admins").ok()
		mo.get("/settings/users?second_factor=lacking").isRefused()
		mo.get(accessOf(ada)).hides("second factor, which")
		mo.json("GET", "/api/v1/users?second_factor=lacking", "").hides("Ada Admin")
	})
}
