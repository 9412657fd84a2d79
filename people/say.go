package people

import "keyhouse/words"

// What signing in and looking after oneself answer. The words are chosen here in
// English, since it is not known yet who reads them; the shells say them again in
// the reader's language.
var (
	sayWrong       = words.English.Say("sign-in.wrong")
	sayManyTries   = words.English.Say("sign-in.many-tries")
	sayManyAsked   = words.English.Say("sign-in.many-asked")
	sayNoLink      = words.English.Say("link.none")
	saySpentLink   = words.English.Say("link.spent")
	sayExpiredLink = words.English.Say("link.expired")
	sayNoCode      = words.English.Say("code.none")
	sayCodeForm    = words.English.Say("code.form")
	sayWrongCode   = words.English.Say("code.wrong")
	saySpentCode   = words.English.Say("code.spent")
	sayExpiredCode = words.English.Say("code.expired")
	sayDeadCode    = words.English.Say("code.dead")
	saySwitchedOff = words.English.Say("member.switched-off")

	sayTokenMayNot = words.English.Say("token.may-not")
	sayTokenDays   = words.English.Say("token.days")
	sayManyTokens  = words.English.Say("token.many")
	sayNoSession   = words.English.Say("session.none")

	sayNotCurrent  = words.English.Say("password.not-current")
	sayWaitCurrent = words.English.Say("password.wait")

	sayNoPasskeys  = words.English.Say("passkey.nowhere")
	sayWrongKey    = words.English.Say("passkey.wrong")
	sayOtherAnswer = words.English.Say("passkey.other")
	sayLateAnswer  = words.English.Say("passkey.late")
	sayUsedAnswer  = words.English.Say("passkey.used-answer")
	sayWeak        = words.English.Say("demand.weak")
	sayWeakToken   = words.English.Say("demand.weak-token")
	sayProveByApp  = words.English.Say("prove.by-app")

	sayNoZone     = words.English.Say("profile.no-zone")
	sayNoLanguage = words.English.Say("profile.no-language")
	saySameEmail  = words.English.Say("email.same")
	sayTakenEmail = words.English.Say("email.taken")
)
