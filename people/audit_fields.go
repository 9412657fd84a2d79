package people

import (
	"fmt"
	"time"

	"keyhouse/access"
)

// FieldChange is what one field of a record said before and after.
type FieldChange struct {
	Field         string       // as screens call it: "Arrives"
	Group         access.Group // the part of the thing it belongs to; 0: its face
	Before, After string
}

// Fields is what a record says, for comparing two versions of it.
type Fields []field

type field struct {
	name  string
	group access.Group
	value string
}

// Put adds a field of a part of the record (0: its face). Zero values say
// nothing; texts, numbers, days, moments, yes and no, and whatever has a String
// are understood.
func (f Fields) Put(g access.Group, name string, value any) Fields {
	return append(f, field{name, g, spellOut(value)})
}

// PutIf is Put where cond holds.
func (f Fields) PutIf(cond bool, g access.Group, name string, value any) Fields {
	if !cond {
		return f
	}
	return f.Put(g, name, value)
}

func spellOut(value any) string {
	switch v := value.(type) {
	case string:
		return v
	case bool:
		if v {
			return "yes"
		}
		return "no"
	case time.Time:
		if v.IsZero() {
			return ""
		}
		return v.UTC().Format(storedMoment)
	case int64, int:
		return fmt.Sprint(v)
	case interface{ IsZero() bool }:
		if v.IsZero() {
			return ""
		}
	case nil:
		return ""
	}
	return fmt.Sprint(value)
}

// Diff gives the fields that differ between two versions of a record. A nil
// before is a record that is new, a nil after one that is gone.
func Diff(before, after Fields) []FieldChange {
	var all []FieldChange
	for _, b := range before {
		if a, there := after.find(b.name); !there && b.value != "" || there && a.value != b.value {
			all = append(all, FieldChange{b.name, b.group, b.value, a.value})
		}
	}
	for _, a := range after {
		if _, there := before.find(a.name); !there && a.value != "" {
			all = append(all, FieldChange{Field: a.name, Group: a.group, After: a.value})
		}
	}
	return all
}

func (f Fields) find(name string) (field, bool) {
	for _, x := range f {
		if x.name == name {
			return x, true
		}
	}
	return field{}, false
}
