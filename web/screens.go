package web

import (
	"log/slog"
	"net/http"
	"strings"
	"time"

	"keyhouse/imports"
	"keyhouse/live"
	"keyhouse/machine"
	"keyhouse/mail"
	"keyhouse/money"
	"keyhouse/people"
	"keyhouse/portfolio"
	"keyhouse/provider"
	"keyhouse/stays"
)

// Rooms are what the screens show. The screens hold no data and decide nothing:
// every one of them asks a room, as the person who looks.
type Rooms struct {
	People    *people.Store
	Providers *provider.Set
	Portfolio *portfolio.Store
	Money     *money.Store
	Stays     *stays.Store
	Imports   *imports.Store
	Machine   *machine.Store
	Mail      *mail.Post
	Live      *live.Hub

	BaseURL string    // how people reach this installation; https makes the cookie secure
	Outbox  bool      // show the mails that go out to everybody: the demo
	Demo    []Persona // whom the sign-in page offers to sign in as; none outside the demo
	Now     func() time.Time
	Log     *slog.Logger
}

// Persona is somebody whom a demo lets everybody sign in as.
type Persona struct{ Name, Email, Password, Account, Role, Try string }

// screens answers every request of a browser.
type screens struct {
	Rooms
	cookie string
	secure bool
	mux    *http.ServeMux
}

// Handler gives the screens of an installation.
func Handler(r Rooms) http.Handler {
	if r.Now == nil {
		r.Now = time.Now
	}
	if r.Log == nil {
		r.Log = slog.New(slog.DiscardHandler)
	}
	s := &screens{Rooms: r, cookie: "keyhouse", secure: strings.HasPrefix(r.BaseURL, "https://")}
	if s.secure {
		s.cookie = "__Host-keyhouse" // RFC 6265bis: bound to this host, https only
	}
	return guarded(s.withDevice(s.routes()))
}
