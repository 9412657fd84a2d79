package story

import (
	"net/http"
	"testing"
	"time"

	"keyhouse/people"
)

// proofOver is when a proof of who one is counts no more.
const proofOver = people.ProofLife + time.Second

// X5: what is far-reaching asks again who one is, once ten minutes have passed
// since the last proof; what was being sent goes on afterwards, as it was typed.
func TestX5StepUp(t *testing.T) {
	each(t, func(w *town) {
		h := w.harbour()
		olga := h.join("Olga Owner", people.Portal, onClient(h.ana.ID, "calendar"))
		ines := w.enter("Ines Alvarez")
		asked := ines.get(accessOf(olga) + "/admin").ok()
		w.clock.wait(proofOver)

		stopped := asked.fill(accessOf(olga)+"/admin", "hide-reports=yes").is(http.StatusForbidden)
		stopped.shows("Is this still you?", "It counts for ten minutes")
		ines.get(accessOf(olga)).ok().hides("Portal admin")
		wrong := stopped.fill("/prove", "prove-password=not the one").is(http.StatusUnprocessableEntity).shows("This is not your present password")
		ines.get(accessOf(olga)).ok().hides("Portal admin")
		wrong.fill("/prove", "prove-password="+password).ok().at(accessOf(olga)).shows("Portal admin")
		ines.get(accessOf(olga) + "/admin").ok().shows("Hide the Reports menu")

		// Log in as, and the same by the API.
		w.clock.wait(proofOver)
		ines.fill(accessOf(olga), accessOf(olga)+"/log-in-as", "reason=she rang").is(http.StatusForbidden).
			fill("/prove", "prove-password="+password).ok().at("/").shows("You are logged in as Olga Owner")
		ines.post("/prove", "prove-password="+password, "prove-next=/").isRefused() // never in another's name
		ines.get("/").fill("/acting/stop").ok()
		w.clock.wait(proofOver)
		admin := "/api/v1/portal-users/" + olga.ID.String() + "/admin"
		refused := ines.json("POST", admin, `{}`).is(http.StatusForbidden).shows(`"/api/problems/prove"`)
		problem(refused)
		ines.get("/api/problems/prove").ok().shows("session/prove")
		problem(ines.json("POST", "/api/v1/session/prove", `{"password":"wrong it is"}`).is(http.StatusUnprocessableEntity))
		problem(ines.json("POST", admin, `{}`).is(http.StatusForbidden))
		ines.json("POST", "/api/v1/session/prove", `{"password":"`+password+`"}`).is(http.StatusNoContent)
		ines.json("POST", admin, `{}`).is(http.StatusCreated)

		// The page leads nowhere else, and to nobody who is not signed in.
		for _, next := range []string{"https://evil.example/", "//evil.example/", `/\evil.example`} {
			ines.fill("/prove?next="+next, "/prove", "prove-password="+password).ok().at("/")
			ines.post("/prove", "prove-password="+password, "prove-to="+next).at("/")
		}
		if got := w.somebody("A Stranger").get("/prove?next=/settings/access"); got.path != "/sign-in" {
			got.wrong("a stranger may prove something")
		}
	})
}
