package web

import (
	"net/http"

	"keyhouse/web/static"
)

// routes is the map: every address a browser can ask for, and the one function
// that answers it, a part of the product at a time. open needs nobody signed in;
// in needs somebody; at needs somebody who has chosen an account. Addresses are
// written out: the stories that go down every road read them here.
func (s *screens) routes() http.Handler {
	m := http.NewServeMux()
	s.mux = m
	m.Handle("GET "+static.Prefix, static.Handler())
	s.signInRoutes(m)
	s.accountRoutes(m)
	s.meRoutes(m)
	s.todayRoutes(m)
	s.stayRoutes(m)
	s.ownerRoutes(m)
	s.propertyRoutes(m)
	s.moneyRoutes(m)
	s.importRoutes(m)
	s.feedRoutes(m)
	s.userRoutes(m)
	s.portalRoutes(m)
	s.trailRoutes(m)
	s.serverRoutes(m)
	s.settingRoutes(m)
	s.systemRoutes(m)
	s.outboxRoutes(m)
	m.Handle("/", s.open(s.nowhere))
	return m
}
