package web

import "keyhouse/people"

// templateOptions offers the trades that an account can start as.
func templateOptions(l Local) []Option { return wordOptions(l, "template", people.Templates) }
