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
	m.Handle("GET /settings/access", s.at(s.portalList))
	m.Handle("GET /settings/access/new", s.at(s.newPortalUser))
	m.Handle("POST /settings/access/new", s.at(s.createPortalUser))
	m.Handle("GET /settings/access/{member}", s.at(s.portalPerson))
	m.Handle("POST /settings/access/{member}", s.at(s.onMember(s.renamePortalUser)))
	m.Handle("POST /settings/access/{member}/send-reset", s.at(s.onMember(s.sendReset)))
	m.Handle("GET /settings/access/{member}/deactivate", s.at(s.askDeactivate))
	m.Handle("POST /settings/access/{member}/deactivate", s.at(s.onMember(s.deactivate)))
	m.Handle("POST /settings/access/{member}/reactivate", s.at(s.onMember(s.reactivate)))
	m.Handle("GET /settings/access/{member}/delete", s.at(s.askDeletePortalUser))
	m.Handle("POST /settings/access/{member}/delete", s.at(s.deletePortalUser))
	m.Handle("POST /settings/access/{member}/log-in-as", s.at(s.logInAs))
	m.Handle("GET /settings/access/{member}/admin", s.at(s.askAdmin))
	m.Handle("POST /settings/access/{member}/admin", s.at(s.grantAdmin))
	m.Handle("GET /settings/access/{member}/grants/new", s.at(s.newGrant))
	m.Handle("POST /settings/access/{member}/grants", s.at(s.saveGrant))
	m.Handle("GET /settings/access/{member}/grants/{grant}", s.at(s.editGrant))
	m.Handle("POST /settings/access/{member}/grants/{grant}", s.at(s.saveGrant))
	m.Handle("GET /settings/access/{member}/grants/{grant}/delete", s.at(s.askDeleteGrant))
	m.Handle("POST /settings/access/{member}/grants/{grant}/delete", s.at(s.deleteGrant))
	m.Handle("GET /why", s.at(s.why))

	// The demo's post
	m.Handle("GET /outbox", s.inDemo(s.outbox))
	m.Handle("GET /outbox/{mail}", s.inDemo(s.letter))
	m.Handle("GET /outbox/{mail}/files/{n}", s.inDemo(s.attachment))

	m.Handle("/", s.open(s.nowhere))
	return m
}
