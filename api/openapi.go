package api

import (
	"encoding/json"
	"net/http"
	"sync"

	"github.com/danielgtaylor/huma/v2"
)

const about = `Everything the screens do, for programs: the same calls, the same rights, the same words when something is wrong.

**Signing in.** POST /session gives a token; send it as *Authorization: Bearer …*. A browser's own session works too. A token sees and does exactly what its person may, and stops the moment their access does.

**What does not show is absent.** A field that the person may not see is not in the answer; the part it belongs to is named by *hidden*. What they may not know of at all is 404, in the same words as what does not exist.

**Lists** answer *items*, *next* and *prev*. Pass a cursor back as *cursor*, with the same sort and filters. A filter or order over a part that does not show lets no row through that it would disclose. Parameters that do not exist are refused.

**Values.** Money is {minor, currency}: whole minor units of an ISO 4217 currency. Days are 2026-03-04, in the calendar of the place; nights are half-open: arrive included, depart not. Moments are RFC 3339 in UTC. Ids are UUIDs.

**Edits** carry the *version* they began from. If somebody else was quicker the answer is 409 with the record as it is now.

**Problems** are RFC 9457 (application/problem+json): *type* tells the kind, *detail* is for a person, *errors* points at each field, *request* is the number to look for in the log.`

// config is what huma makes its description of. No $schema links, no docs from
// elsewhere: answers are plain and pages are our own.
func config() huma.Config {
	registry := huma.NewMapRegistry("#/components/schemas/", huma.DefaultSchemaNamer)
	return huma.Config{
		OpenAPI: &huma.OpenAPI{OpenAPI: "3.1.0",
			Info:    &huma.Info{Title: "Keyhouse", Version: "1", Description: about, License: &huma.License{Name: "Apache-2.0", Identifier: "Apache-2.0"}},
			Servers: []*huma.Server{{URL: prefix}},
			Tags:    tags,
			Components: &huma.Components{Schemas: registry, SecuritySchemes: map[string]*huma.SecurityScheme{
				"bearer": {Type: "http", Scheme: "bearer", Description: "The token that POST /session gave."},
				"cookie": {Type: "apiKey", In: "cookie", Name: "keyhouse", Description: "A browser's session; __Host-keyhouse over https."},
			}}},
		Formats:       map[string]huma.Format{"application/json": format, "json": format},
		DefaultFormat: "application/json",
	}
}

var tags = []*huma.Tag{
	{Name: "Session", Description: "Who one is and which account one looks at."},
	{Name: "My account", Description: "What is one's own: name, address, password, sessions, tokens, mails."},
	{Name: "Properties", Description: "The places the company looks after, their units and whose they are."},
	{Name: "Owners", Description: "Whom the company works for."},
	{Name: "Bookings", Description: "Guests' stays with their charges and payments."},
	{Name: "Blocks", Description: "Nights kept free."},
	{Name: "Quotes", Description: "Offers that become bookings."},
	{Name: "Calendar", Description: "What lies on which nights."},
	{Name: "Calendar feeds", Description: "Channels' calendars that are read, and addresses at which ours are."},
	{Name: "Imports", Description: "Bringing in what was elsewhere."},
	{Name: "Statements", Description: "What owners earned and were paid."},
	{Name: "Notes", Description: "What people wrote down on a record."},
	{Name: "Users", Description: "Everyone in the account, who of them is connected, where they are signed in; the stock roles."},
	{Name: "Portal access", Description: "The people of the account and what each was given."},
	{Name: "Audit trail", Description: "Who did what, when and in whose name; only ever added to."},
	{Name: "Account", Description: "The account itself: its words, sections, plan; opening one."},
	{Name: "Sign-in providers", Description: "Signing in by Google, Microsoft or another OpenID provider, and what is linked."},
	{Name: "Installation", Description: "All accounts of this server, for the operator's own Admins."},
	{Name: "Passkeys", Description: "Signing in by a key that a device holds (WebAuthn): made, named, used, removed."},
	{Name: "Signing in", Description: "The second factor, and proving once more who one is."},
	{Name: "Server", Description: "The machine: health, connections, mail, jobs, backups, log. Never what it holds."},
	{Name: "Policy", Description: "Why somebody may, and what a change would do."},
	{Name: "Search", Description: "Finding a record by its words."},
}

// otherwise says of every operation that whatever else it answers is a problem
// too: a guard in front, a database that is away.
func (d *desk) otherwise() {
	for _, item := range d.api.OpenAPI().Paths {
		for _, o := range []*huma.Operation{item.Get, item.Post, item.Put, item.Patch, item.Delete} {
			if o != nil {
				o.Responses["default"] = &huma.Response{Description: "Any other problem", Content: o.Responses["422"].Content}
			}
		}
	}
}

// describe serves the description and the pages made of it.
func (d *desk) describe() {
	asJSON := sync.OnceValue(func() []byte {
		b, err := json.MarshalIndent(d.api.OpenAPI(), "", "  ")
		if err != nil {
			panic(err) // our own description can always be written
		}
		return append(b, '\n')
	})
	asYAML := sync.OnceValue(func() []byte {
		b, err := d.api.OpenAPI().YAML()
		if err != nil {
			panic(err) // our own description can always be written
		}
		return b
	})
	d.mux.HandleFunc("GET /openapi.json", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/openapi+json")
		_, _ = w.Write(asJSON())
	})
	d.mux.HandleFunc("GET /openapi.yaml", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/openapi+yaml")
		_, _ = w.Write(asYAML())
	})
	d.mux.HandleFunc("GET "+problemPath+"{kind}", d.kind)
	d.docs()
}
