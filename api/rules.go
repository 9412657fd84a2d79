package api

import (
	"fmt"
	"strings"

	"github.com/danielgtaylor/huma/v2"
	v "github.com/danielgtaylor/huma/v2/validation"

	"keyhouse/words"
)

// init has huma say what is wrong with a value in the catalogue's English: the
// schemas take it in when they are made, and a problem says it again in its
// reader's language.
func init() {
	huma.ErrorFormatter = plainly
	e := words.English
	v.MsgUnexpectedProperty = e.Say("problem.rule.unexpected")
	v.MsgExpectedRFC3339DateTime = e.Say("problem.rule.date-time")
	v.MsgExpectedRFC3339Date = e.Say("problem.rule.date")
	v.MsgExpectedRFC5322Email = e.Say("problem.rule.email")
	v.MsgExpectedRFC3986URI = e.Say("problem.rule.uri")
	v.MsgExpectedRFC4122UUID = e.Say("problem.rule.uuid")
	v.MsgExpectedBoolean = e.Say("problem.rule.yes-no")
	v.MsgExpectedNumber = e.Say("problem.rule.number")
	v.MsgExpectedInteger = e.Say("problem.rule.integer")
	v.MsgExpectedString = e.Say("problem.rule.text")
	v.MsgExpectedBase64String = e.Say("problem.rule.base64")
	v.MsgExpectedArray = e.Say("problem.rule.list")
	v.MsgExpectedObject = e.Say("problem.rule.object")
	v.MsgExpectedArrayItemsUnique = e.Say("problem.rule.unique")
	v.MsgExpectedOneOf = e.Say("problem.rule.one-of", "values", "%v")
	v.MsgExpectedMinimumNumber = e.Say("problem.rule.at-least", "least", "%v")
	v.MsgExpectedExclusiveMinimumNumber = e.Say("problem.rule.above", "limit", "%v")
	v.MsgExpectedMaximumNumber = e.Say("problem.rule.at-most", "most", "%v")
	v.MsgExpectedExclusiveMaximumNumber = e.Say("problem.rule.below", "limit", "%v")
	v.MsgExpectedNumberBeMultipleOf = e.Say("problem.rule.multiple", "unit", "%v")
	v.MsgExpectedMinLength = e.Say("problem.rule.length-least", "least", "%v")
	v.MsgExpectedMaxLength = e.Say("problem.rule.length-most", "most", "%v")
	v.MsgExpectedMatchPattern = e.Say("problem.rule.pattern", "pattern", "%v")
	v.MsgExpectedMinItems = e.Say("problem.rule.items-least", "least", "%v")
	v.MsgExpectedMaxItems = e.Say("problem.rule.items-most", "most", "%v")
}

// plainly leaves out what a text does not ask for: why a library thinks that an
// id is none helps nobody.
func plainly(format string, with ...any) string {
	if !strings.Contains(format, "%") {
		return format
	}
	return fmt.Sprintf(format, with...)
}
