package web

import (
	"net/http"
	"strings"

	"keyhouse/provider"
	"keyhouse/web/icon"
)

// Page is what the frame around every screen needs to know. A screen's own
// view model sits beside it: templ booking(p Page, b bookingPage).
type Page struct {
	Title   string // the window's title; the screen's own heading comes from head
	Local   Local
	Theme   Theme
	Path    string // the path being shown: marks the place in the navigation
	Query   string // what the search box holds
	Person  Person
	Account Account
	Others  []Account // further accounts the person may switch to
	Nav     []NavPart
	Dock    []NavLink // the four places nearest the thumb on a phone
	Acting  *Acting   // not nil while one is, or looks as, somebody else
	Notice  *Notice
	Wide    bool          // let the screen use the whole width: timelines
	Live    bool          // listen for changes and for the end of the session
	Ways    *provider.Set // what the ways to sign in are called
	Weak    bool          // a second factor is still to be shown or set up: nothing else opens
	Onward  string        // where the browser goes on by itself: to a provider
	Refresh int           // seconds after which a browser without scripts loads again; 0 never
	Reload  int           // seconds after which every browser does
}

// Person is who is signed in, as the profile menu shows them.
type Person struct{ Name, Email string }

// Account is a company one can be in.
type Account struct{ Name, Slug string }

// NavPart is one group of the navigation; the first has usually no label.
type NavPart struct {
	Label string
	Links []NavLink
}

// NavLink is one place to go. Count, if any, is how much waits there.
type NavLink struct {
	Label, Href string
	Icon        icon.Icon
	Count       string
}

// Acting says that one is not oneself: impersonation ("log in as") may act,
// view-as only looks.
type Acting struct {
	As   string // whose screens these are
	By   string // who is really there
	View bool   // view-as: nothing can be changed
	Back string // where a view-as began
}

// Notice says what just happened. Undo, if set, is a path that a POST takes back.
type Notice struct {
	Tone Tone
	Say  string
	Undo string
}

// Tone colours a state; its word always stands beside it.
type Tone string

// The tones. The zero Tone is neutral.
const (
	Neutral Tone = ""
	Good    Tone = "good"
	Warn    Tone = "warn"
	Bad     Tone = "bad"
	Info    Tone = "info"
)

// Theme is how a person wants the screen lit; the zero Theme follows the system.
type Theme string

// The themes a person may fix.
const (
	Auto  Theme = ""
	Light Theme = "light"
	Dark  Theme = "dark"
)

// Paths that the frame points at. Their handlers belong to the routes.
const (
	pathSearch    = "/search"      // GET ?q=
	pathJump      = "/jump"        // GET ?q=: jumpFound as a bare fragment
	pathLive      = "/live"        // GET: server-sent events
	pathTheme     = "/theme"       // POST theme, back
	pathSwitch    = "/switch"      // POST account: slug
	pathMe        = "/me"          // GET: My Account
	pathSignOut   = "/sign-out"    // POST
	pathSignIn    = "/sign-in"     // GET, POST
	pathSignedOut = "/signed-out"  // GET
	pathStop      = "/acting/stop" // POST: back to oneself
)

const themeCookie = "theme"

// themeOf reads the theme a browser asked for; anything unknown follows the system.
func themeOf(r *http.Request) Theme {
	c, err := r.Cookie(themeCookie)
	if err != nil {
		return Auto
	}
	return knownTheme(c.Value)
}

func knownTheme(s string) Theme {
	if t := Theme(s); t == Light || t == Dark {
		return t
	}
	return Auto
}

// setTheme answers POST /theme, for browsers without scripts: it sets the same
// cookie the script sets and goes back.
func setTheme(w http.ResponseWriter, r *http.Request) {
	http.SetCookie(w, &http.Cookie{
		Name: themeCookie, Value: string(knownTheme(r.PostFormValue("theme"))), Path: "/",
		MaxAge: 400 * 24 * 60 * 60, SameSite: http.SameSiteLaxMode, // not HttpOnly: the script writes it too
	})
	http.Redirect(w, r, localPath(r.PostFormValue("back")), http.StatusSeeOther)
}

// localPath gives path if it stays on this server, else "/".
func localPath(path string) string {
	if !strings.HasPrefix(path, "/") || strings.HasPrefix(path, "//") || strings.ContainsAny(path, "\\\r\n\t") {
		return "/"
	}
	return path
}

// here marks the link that the page is at, or is below and no other link nearer.
func (p Page) here(href string) bool {
	if !under(p.Path, href) {
		return false
	}
	for _, part := range p.Nav {
		for _, l := range part.Links {
			if len(l.Href) > len(href) && under(p.Path, l.Href) {
				return false
			}
		}
	}
	return true
}

func under(path, href string) bool {
	return path == href || href != "/" && strings.HasPrefix(path, href+"/")
}

// Say gives a text of the catalogue in the person's language.
func (p Page) Say(key string, with ...any) string { return p.Local.Say(key, with...) }

// Split is Say for a text with a link or something stressed in it.
func (p Page) Split(key string, with ...any) []string { return p.Local.Split(key, with...) }

// Word gives the word for one of several values: a state, a role, a kind.
func (p Page) Word(kind, value string) string { return p.Local.Word(kind, value) }

func (p Page) title() string {
	if p.Title == "" {
		return "Keyhouse"
	}
	return p.Title + " · Keyhouse"
}
