package web

import (
	"net/http"

	"keyhouse/web/static"
)

// routes is the map: every address a browser can ask for, and the one function
// that answers it. open needs nobody signed in; in needs somebody; at needs
// somebody who has chosen an account.
func (s *screens) routes() http.Handler {
	m := http.NewServeMux()
	m.Handle("GET "+static.Prefix, static.Handler())

	// Signing in and out
	m.Handle("GET /sign-in", s.open(s.signIn))
	m.Handle("POST /sign-in", s.open(s.doSignIn))
	m.Handle("GET /a/{slug}", s.open(s.signIn))
	m.Handle("POST /sign-out", s.open(s.signOut))
	m.Handle("GET /signed-out", s.open(s.showSignedOut))
	m.Handle("GET /forgot", s.open(s.forgot))
	m.Handle("POST /forgot", s.open(s.doForgot))
	m.Handle("GET /link/{token}", s.open(s.link))
	m.Handle("POST /link/{token}", s.open(s.spendLink))
	m.Handle("POST /theme", http.HandlerFunc(setTheme))

	// Whose account one is in
	m.Handle("GET /accounts", s.in(s.accounts))
	m.Handle("POST /switch", s.in(s.switchAccount))
	m.Handle("POST /acting/stop", s.in(s.stopActing))
	m.Handle("GET /live", s.open(s.live))
	m.Handle("GET /me", s.in(s.me))
	m.Handle("POST /me/password", s.in(s.changePassword))

	// Today, search
	m.Handle("GET /{$}", s.at(s.today))

	// Calendar, bookings, blocks, quotes

	// Owners, properties, statements, imports, calendar feeds

	// Settings: portal access

	m.Handle("/", s.open(s.nowhere))
	return m
}
