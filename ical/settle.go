package ical

// settle puts the findings into the feed, each UID once.
func (p *parser) settle() error {
	s := settling{at: map[string]int{}}
	for _, f := range p.found {
		if p.overridden[f.UID] && !f.override {
			continue
		}
		if skip := s.add(f); skip != nil {
			if err := p.skip(*skip); err != nil {
				return err
			}
		}
	}
	for _, f := range s.kept {
		p.feed.Events = append(p.feed.Events, f.Event)
	}
	return nil
}

// settling holds the findings that are kept, and where each UID is.
type settling struct {
	kept []finding
	at   map[string]int
}

// add keeps f, or settles between it and the one already kept under its UID.
// What is dropped and worth a word comes back as a Skip.
func (s *settling) add(f finding) *Skip {
	i, double := s.at[f.UID]
	if !double {
		s.keep(f)
		return nil
	}
	switch first := &s.kept[i]; {
	case first.override != f.override: // the instance that differs stands for the series'
		if f.override {
			*first = f
		}
	case first.Nights == f.Nights:
		return &Skip{Line: f.line, UID: f.UID, Reason: "the same event a second time"}
	case first.sequence != f.sequence:
		old := f
		if f.sequence > first.sequence {
			old, *first = *first, f
		}
		return &Skip{Line: old.line, UID: f.UID, Reason: "a later version of this event is in the same calendar"}
	default: // two events under one name: neither may be lost
		f.UID = instance(f.UID, f.Nights.Arrive)
		return s.addRenamed(f)
	}
	return nil
}

func (s *settling) addRenamed(f finding) *Skip {
	if _, taken := s.at[f.UID]; taken {
		return &Skip{Line: f.line, UID: f.UID, Reason: "the same name and first night as another event"}
	}
	s.keep(f)
	return nil
}

func (s *settling) keep(f finding) {
	s.at[f.UID] = len(s.kept)
	s.kept = append(s.kept, f)
}
