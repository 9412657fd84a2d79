package people

import (
	"cmp"
	"slices"
	"sync"

	"keyhouse/access"
	"keyhouse/id"
)

// Sections are the parts of the product that an account may show or leave out,
// sorted. What it leaves out is not led to; nothing of it is lost.
var Sections = []string{"blocks", "bookings", "calendar", "feeds", "imports", "owners", "properties", "quotes", "statements"}

// sectionsByTemplate are those that a trade begins with.
var sectionsByTemplate = map[string][]string{
	"holiday-rentals": Sections,
	"letting-office":  {"calendar", "imports", "owners", "properties", "statements"},
	"service-desk":    {"imports", "owners", "properties", "quotes"},
	"field-service":   {"calendar", "imports", "owners", "properties", "quotes"},
	"bookkeeping":     {"imports", "owners", "statements"},
}

func sectionsOf(template string) []string { return slices.Clone(sectionsByTemplate[template]) }

// SectionsOfTemplate gives the sections that a trade begins with.
func SectionsOfTemplate(template string) []string { return sectionsOf(template) }

// rolesByTemplate are the roles that a trade needs first, in the order in which
// they are offered. All others can be given too.
var rolesByTemplate = map[string][]string{
	"holiday-rentals": {"admin", "manager", "front-desk", "maintenance", "portal", "portal-admin", "it"},
	"letting-office":  {"admin", "manager", "front-desk", "maintenance", "landlord", "portal", "it"},
	"service-desk":    {"admin", "technician", "viewer", "customer-portal", "it"},
	"field-service":   {"admin", "manager", "technician", "viewer", "master-admin", "customer-admin", "site-manager", "requester", "guest-contractor", "guest-technician", "it"},
	"bookkeeping":     {"admin", "full-access", "limited", "customer-portal", "it"},
}

// OfferedRoles lists the roles that an account is offered first. The Landlord
// role is not among them where the plan has none.
func OfferedRoles(a Account) []string {
	roles := slices.Clone(rolesByTemplate[a.Template])
	if a.Plan != Enterprise {
		roles = slices.DeleteFunc(roles, func(r string) bool { return r == "landlord" })
	}
	return roles
}

// InOrder lists roles as an account is offered them: those its trade needs
// first, then the others in the page's order.
func InOrder(a Account, roles access.Roles) []access.Role {
	all := slices.Collect(roles.All())
	first := OfferedRoles(a)
	place := func(r access.Role) int {
		if at := slices.Index(first, r.String()); at >= 0 {
			return at
		}
		return len(first)
	}
	slices.SortStableFunc(all, func(a, b access.Role) int { return cmp.Compare(place(a), place(b)) })
	return all
}

// shownSections keeps which sections accounts show, as of a version of theirs.
type shownSections struct {
	mu   sync.RWMutex
	held map[id.ID]heldSections
}

type heldSections struct {
	version int64
	shown   []string
}

func newShownSections() *shownSections { return &shownSections{held: map[id.ID]heldSections{}} }

func (c *shownSections) of(account id.ID, version int64) ([]string, bool) {
	c.mu.RLock()
	defer c.mu.RUnlock()
	h, ok := c.held[account]
	return h.shown, ok && h.version == version
}

func (c *shownSections) keep(account id.ID, version int64, shown []string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if len(c.held) >= maxSeats {
		dropTenth(c.held)
	}
	c.held[account] = heldSections{version, shown}
}
