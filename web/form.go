package web

import (
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/a-h/templ"

	"keyhouse/fault"
	"keyhouse/words"
)

// Form is a form being filled in: what was typed and what was wrong with it.
// The zero Form is one nobody has sent yet.
type Form struct {
	Typed url.Values // nil until sent
	Err   error      // the fault the domain answered with
	wrong map[string]string
}

// sent gives the form as it came back, to be shown again with err.
func sent(typed url.Values, err error) Form {
	return Form{Typed: typed, Err: err, wrong: fault.ByField(err)}
}

// Field makes the control called name; value is what stands in it before
// anybody typed. Once sent, what was typed stands there, with what is wrong.
func (f Form) Field(name, label, value string) Field {
	if f.Typed != nil {
		value = f.Typed.Get(name)
	}
	return Field{Name: name, Label: label, Value: value, Wrong: f.wrong[name], Type: "text"}
}

// Choice makes a tick box called name; once sent, it is ticked if it was sent.
// Boxes that share a name differ by value.
func (f Form) Choice(name, value, label string, on bool) Choice {
	if f.Typed != nil {
		on = slices.Contains(f.Typed[name], value)
	}
	return Choice{Name: name, Value: value, Label: label, On: on, Type: "checkbox"}
}

// Field is one labelled control. Its methods give a changed copy:
// @field(f.Field("email", "E-mail", p.Email).As("email").Need()).
type Field struct {
	Name, Label, Value string
	Type               string // an input type, or "textarea", "select"
	Hint, Wrong        string
	Options            []Option
	Required, Off      bool
	Part               bool   // belongs to a choice, which says whether it is needed
	Auto               string // autocomplete
	Place              string // placeholder: an example, never the label
	Size               string // s, l
	Unit               string // shown inside the control's end: a currency
	Max, Min, Most     string // Most is maxlength
	Mode               string // inputmode
	Focus              bool
	Prefix             string // tells apart two forms with the same names on one page
}

// Option is one entry of a select.
type Option struct{ Value, Label string }

// As sets the input type: email, date, password, number, file, search, textarea.
func (f Field) As(kind string) Field { f.Type = kind; return f }

// Pick makes the field a select of options.
func (f Field) Pick(options ...Option) Field { f.Type, f.Options = "select", options; return f }

// Tell adds a hint below the label.
func (f Field) Tell(hint string) Field { f.Hint = hint; return f }

// Need makes the field required; the others say they are optional.
func (f Field) Need() Field { f.Required = true; return f }

// Or shows at this field what is wrong with another name of the form, by which
// the domain calls what is typed here. Such a field is one of several ways to
// answer, so it is not said to be optional.
func (f Field) Or(form Form, name string) Field {
	if f.Wrong == "" {
		f.Wrong = form.wrong[name]
	}
	f.Part = true
	return f
}

// Lock shows the value without letting it be changed.
func (f Field) Lock() Field { f.Off = true; return f }

// Fill sets what a browser may fill in: "email", "current-password", "one-time-code".
func (f Field) Fill(auto string) Field { f.Auto = auto; return f }

// Example sets a placeholder.
func (f Field) Example(s string) Field { f.Place = s; return f }

// Small and Large set the width.
func (f Field) Small() Field { f.Size = "s"; return f }

// Large makes the field wide.
func (f Field) Large() Field { f.Size = "l"; return f }

// First puts the cursor here when the page opens; at most one a page.
func (f Field) First() Field { f.Focus = true; return f }

// Within sets the least and greatest value; "" leaves an end open.
func (f Field) Within(least, greatest string) Field { f.Min, f.Max = least, greatest; return f }

// Digits brings up a keyboard of figures.
func (f Field) Digits() Field { f.Mode = "numeric"; return f }

// Length sets how many characters may be typed.
func (f Field) Length(most int) Field { f.Most = strconv.Itoa(most); return f }

// Of puts the field's id under a prefix, where two forms share names.
// Without one it keeps its id.
func (f Field) Of(prefix string) Field {
	if prefix != "" {
		f.Prefix = prefix + "-"
	}
	return f
}

// Money makes the field a sum in a currency.
func (f Field) Money(currency string) Field {
	f.Unit, f.Mode, f.Size = currency, "decimal", "s"
	return f
}

// Percent makes the field a percentage.
func (f Field) Percent() Field { return f.Money("%") }

func (f Field) id() string { return f.Prefix + "f-" + f.Name }

// described names the hint and the error for screen readers.
func (f Field) described() string {
	s := ""
	if f.Hint != "" {
		s = f.id() + "-hint"
	}
	if f.Wrong != "" {
		s += " " + f.id() + "-wrong"
	}
	return strings.TrimSpace(s)
}

// Choice is one tick box or radio button with its words.
type Choice struct {
	Name, Value, Label, Hint string
	Type                     string // checkbox or radio
	On, Off                  bool   // Off: cannot be changed
}

// Tell adds a hint.
func (c Choice) Tell(hint string) Choice { c.Hint = hint; return c }

// Radio makes the choice one of several.
func (c Choice) Radio() Choice { c.Type = "radio"; return c }

// Lock keeps the choice from being changed.
func (c Choice) Lock() Choice { c.Off = true; return c }

// wrongs lists what is wrong with a form, for the summary above it.
func wrongs(err error) []fault.Fault {
	f := fault.Of(err)
	if f == nil {
		return []fault.Fault{{Say: words.English.Say("form.broken")}}
	}
	return append([]fault.Fault{*f}, f.More...)
}

// shown is the value as the control holds it: a password is never sent back.
func (f Field) shown() string {
	if f.Type == "password" || f.Type == "file" {
		return ""
	}
	return f.Value
}

// attributes are those every kind of control shares; empty ones are left out.
func (f Field) attributes() templ.Attributes {
	all := templ.Attributes{
		"id": f.id(), "name": f.Name, "required": f.Required, "autofocus": f.Focus,
		"aria-invalid": f.Wrong != "", "readonly": f.Off && f.Type != "select", "disabled": f.Off && f.Type == "select",
	}
	if f.Wrong != "" {
		all["aria-invalid"] = "true"
	}
	for name, value := range map[string]string{
		"aria-describedby": f.described(), "autocomplete": f.Auto, "placeholder": f.Place, "inputmode": f.Mode,
		"min": f.Min, "max": f.Max, "maxlength": f.Most,
	} {
		if value != "" {
			all[name] = value
		}
	}
	return all
}
