package story

import (
	"net/http"
	"strings"
	"testing"
)

// What went wrong: whoever lacked the second factor that their account demands went
// in by an API token made before. Now no token of theirs opens anything, on any road, until
// they have one; nobody else's is touched.
func TestX5TokensOfWhoeverLacksAFactor(t *testing.T) {
	each(t, func(w *town) {
		h := w.harbour()
		h.join("Ada Admin", "staff", as("admin"))
		ines, ada, mo := w.enter("Ines Alvarez"), w.enter("Ada Admin"), w.enter("Mo Manager")
		make := func(p *person) http.Header {
			token := secret.FindString(p.fill("/me/tokens", "/me/tokens", "name=Sync", "days=7", "read_only=").ok().text())
			return http.Header{"Authorization": {"Bearer " + token}}
		}
		adas, mos := make(ada), make(mo)
		ask := func(key http.Header, method, path string) *page {
			return w.somebody("a program").send(method, path, "application/json", strings.NewReader("{}"), key)
		}
		ask(adas, "GET", "/api/v1/bookings").ok().shows("Gerda")
		ines.takeUp()
		ines.fill("/settings/account", "/settings/account/second-factor", "second_factor=admins").ok()

		for _, r := range w.apiRoads() {
			var values []string
			for range r.params {
				values = append(values, h.gerda.ID.String())
			}
			if r.op.Security == nil || len(r.op.Security) > 0 { // not what anybody may ask
				ask(adas, r.method, r.to(values...)).is(http.StatusForbidden).hides("Gerda")
			}
		}
		ask(adas, "GET", "/api/v1/bookings").is(http.StatusForbidden).shows("/api/problems/forbidden", "the token works again")
		ask(mos, "GET", "/api/v1/bookings").ok().shows("Gerda")

		ada.get("/").ok().shows("Set up an authenticator app", "your API tokens do nothing here")
		ada.get("/sign-in/factor").fill("/me/app/begin").ok().at("/me/app")
		a := &app{w: w, secret: strings.ReplaceAll(shownSecret.FindString(ada.get("/me/app").text()), " ", "")}
		ada.fill("/me/app", "/me/app", "code="+a.code()).ok()
		ask(adas, "GET", "/api/v1/bookings").ok().shows("Gerda")
		w.must(w.People.ForgetFactors(t.Context(), address("Ada Admin")))
		ask(adas, "GET", "/api/v1/bookings").is(http.StatusForbidden)
		ines.fill("/settings/account", "/settings/account/second-factor", "second_factor=").ok()
		ask(adas, "GET", "/api/v1/bookings").ok()
	})
}
