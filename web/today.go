package web

import "net/http"

// today is the first screen after signing in.
func (s *screens) today(w http.ResponseWriter, r *http.Request) error {
	p := s.frameOf(r, "Today")
	if len(p.Nav) == 0 {
		return s.show(w, r, http.StatusOK, noAccessScreen(p))
	}
	return s.show(w, r, http.StatusOK, todayScreen(p))
}
