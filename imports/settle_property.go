package imports

import (
	"fmt"
	"slices"

	"keyhouse/entry"
	"keyhouse/portfolio"
)

func (s *settler) owner(o *owner) {
	if _, there := s.clients.like(o.form.Reference, o.form.Name); there {
		s.do.Unchanged++
		return
	}
	s.addOwner(o.form)
}

func (s *settler) addOwner(form portfolio.ClientForm) found {
	form.Business = s.business
	s.do.clients = append(s.do.clients, form)
	f := found{fresh: len(s.do.clients)}
	s.clients.put(form.Reference, entry.Fold(form.Name), f)
	return f
}

func (s *settler) property(p *property) {
	if _, there := s.properties.like(p.form.Reference, p.form.Name); there {
		s.do.Unchanged++
		return
	}
	parts, ok := s.parts(p)
	if !ok {
		return
	}
	p.form.Business = s.business
	s.do.properties = append(s.do.properties, newProperty{p.form, parts})
	s.properties.put(p.form.Reference, entry.Fold(p.form.Name), found{fresh: len(s.do.properties)})
}

// parts finds the owners of a property; those nobody has heard of are made.
func (s *settler) parts(p *property) ([]newPart, bool) {
	var parts []newPart
	var sum int64
	for _, o := range p.owners {
		sum += o.bps
	}
	if sum != wholeBPS && len(p.owners) > 0 {
		s.b.leave(p.at, "share", fmt.Sprintf("%d.%02d %%", sum/100, sum%100), "the shares of a property must make 100 %")
		return nil, false
	}
	for _, o := range p.owners {
		c, there := s.clients.find(o.name)
		if !there {
			c = s.addOwner(portfolio.ClientForm{Kind: portfolio.Owner, Name: clip(o.name, entry.MaxName)})
		}
		if slices.ContainsFunc(parts, func(q newPart) bool { return q.client == c }) {
			s.b.leave(p.at, "owner", o.name, "this owner is named twice for the property")
			return nil, false
		}
		parts = append(parts, newPart{c, o.bps})
	}
	return parts, true
}
