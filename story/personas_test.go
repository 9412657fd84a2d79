package story

// personas are everybody who walks down every road: each role that can be given
// so far, on each scope, with the switches that make a difference – alone and
// together.
func personas(company string) []*persona {
	portal := func(on string, of []string, switches ...string) given {
		return given{role: "portal", on: on, of: of, switches: switches}
	}
	role := func(role, on string, of ...string) given { return given{role: role, on: on, of: of} }
	everything := []string{"calendar", "guest-name", "contact", "view-notes", "add-notes", "all-money", "block-off", "move-blocks", "statements"}
	all := []*persona{
		{name: "without access"},
		{name: "admin", staff: true, grants: []given{role("admin", "account")}},
		{name: "manager", staff: true, grants: []given{role("manager", "account")}},
		{name: "manager of the business", staff: true, grants: []given{role("manager", "business")}},
		{name: "front desk", staff: true, grants: []given{role("front-desk", "account")}},
		{name: "IT", staff: true, grants: []given{role("it", "server")}},
		{name: "technician", staff: true, grants: []given{role("technician", "account")}},
		{name: "viewer", staff: true, grants: []given{role("viewer", "account")}},
		{name: "landlord", grants: []given{role("landlord", "client", "c1")}},
		{name: "full access", grants: []given{role("full-access", "business")}},
		{name: "limited to clients", grants: []given{{role: "limited", on: "business", switches: []string{"view-clients"}}}},
		{name: "limited to quotes and payments", grants: []given{{role: "limited", on: "business", switches: []string{"view-quotes", "view-payments"}}}},
		{name: "successor", grants: []given{role("successor", "account")}},
		{name: "portal admin", grants: []given{{role: "portal-admin", on: "account", switches: []string{"reports"}}}},
		{name: "portal admin without reports", grants: []given{role("portal-admin", "account")}},
		{name: "master admin", grants: []given{role("master-admin", "client", "c1")}},
		{name: "customer admin", grants: []given{role("customer-admin", "client", "c2")}},
		{name: "site manager", grants: []given{role("site-manager", "property", "p1")}},
		{name: "requester", grants: []given{role("requester", "property", "p1")}},
		{name: "guest contractor", grants: []given{role("guest-contractor", "property", "p1", "p3")}},
		{name: "guest technician", grants: []given{role("guest-technician", "property", "p1")}},
		{name: "customer", grants: []given{role("customer-portal", "client", "c1")}},

		{name: "owner, calendar", grants: []given{portal("client", []string{"c1"}, "calendar")}},
		{name: "owner, revenue", grants: []given{portal("client", []string{"c1"}, "calendar", "owner-money", "statements", "block-off", "move-blocks")}},
		{name: "owner of a part, revenue", grants: []given{portal("client", []string{"c2"}, "calendar", "owner-money")}},
		{name: "owner, everything", grants: []given{portal("client", []string{"c3"}, everything...)}},
		{name: "owner, statements only", grants: []given{portal("client", []string{"c3"}, "statements")}},
		{name: "two owners", grants: []given{portal("client", []string{"c2"}, "calendar", "owner-money"), portal("client", []string{"c3"}, "calendar", "guest-name")}},
		{name: "cleaner", grants: []given{portal("property", []string{"p1", "p3"}, "calendar")}},
		{name: "names", grants: []given{portal("property", []string{"p1"}, "calendar", "guest-name")}},
		{name: "contact only", grants: []given{portal("property", []string{"p1"}, "calendar", "contact")}},
		{name: "writes notes", grants: []given{portal("property", []string{"p3"}, "calendar", "add-notes")}},
		{name: "reads notes", grants: []given{portal("property", []string{"p3"}, "calendar", "view-notes")}},
		{name: "no calendar", grants: []given{portal("property", []string{"p1"}, "guest-name", "contact", "view-notes", "all-money")}},
		{name: "blocks, no calendar", grants: []given{portal("property", []string{"p3"}, "block-off", "move-blocks")}},
		{name: "all charges", grants: []given{portal("property", []string{"p2"}, "calendar", "all-money")}},
		{name: "revenue everywhere", grants: []given{portal("account", nil, "calendar", "owner-money")}},
		{name: "nothing everywhere", grants: []given{portal("account", nil)}},
		{name: "owner and cleaner", grants: []given{portal("client", []string{"c1"}, "calendar"), portal("property", []string{"p2"}, "guest-name")}},
		{name: "owner and all money there", grants: []given{portal("client", []string{"c1"}, "calendar", "owner-money"), portal("property", []string{"p3"}, "calendar", "all-money")}},
		{name: "from tomorrow", grants: []given{{role: "portal", on: "account", switches: everything[:8], later: true}}},
	}
	for _, p := range all {
		p.company = company
	}
	return all
}
