// Made from policy.txt by go generate; do not edit.

package access

// The verbs.
const (
	Read Verb = iota + 1
	Run
	Pick
	Add
	Edit
	Delete
	Annotate
	Export
	Send
	Accept
	Print
	Approve
	Refund
	Clear
	Assign
	Progress
	Deactivate
	Reset
	Impersonate
	Suspend
	Takeover
	Restore
)

// The things.
const (
	Account Thing = iota + 1
	Plan
	Business
	Client
	Property
	Unit
	Equipment
	Vendor
	Booking
	Guest
	Block
	Quote
	Feed
	Channel
	Tenant
	Lease
	Request
	WorkOrder
	Comment
	Inspection
	ServiceRecord
	Activity
	Charge
	Rent
	Payment
	Invoice
	Receipt
	Expense
	Revenue
	Statement
	Payout
	Journal
	Category
	BankImport
	Report
	OwnerReport
	DayReport
	Member
	GrantThing
	RoleThing
	Profile
	Session
	Token
	Override
	Audit
	Setting
	Webhook
	Import
	Backup
	Server
	Log
	ServerBackup
	BackupKey
	Mail
)

// The groups: the parts of a thing.
const (
	GroupName Group = iota + 1
	GroupContact
	GroupDetails
	GroupAddress
	GroupOwner
	GroupTerms
	GroupNotes
	GroupDates
	GroupGuest
	GroupSource
	GroupOwnerMoney
	GroupAllMoney
	GroupHeader
	GroupAmount
	GroupPayer
	GroupFigures
	GroupJob
	GroupCost
	GroupHistory
	GroupPlan
	GroupActivity
	GroupDevice
	GroupText
	GroupReach
)

// The roles.
const (
	RoleEveryone Role = iota + 1
	RoleAdmin
	RoleManager
	RoleFrontDesk
	RoleMaintenance
	RoleLandlord
	RoleIt
	RoleSystemAdmin
	RoleTechnician
	RoleViewer
	RolePortal
	RolePortalAdmin
	RoleMasterAdmin
	RoleCustomerAdmin
	RoleSiteManager
	RoleRequester
	RoleGuestContractor
	RoleGuestTechnician
	RoleFullAccess
	RoleLimited
	RoleCustomerPortal
	RoleSuccessor
)

// The switches of a grant.
const (
	SwitchCalendar Switch = iota + 1
	SwitchGuestName
	SwitchContact
	SwitchViewNotes
	SwitchAddNotes
	SwitchOwnerMoney
	SwitchAllMoney
	SwitchBlockOff
	SwitchMoveBlocks
	SwitchStatements
	SwitchReports
	SwitchGuests
	SwitchCopies
	SwitchTakeOver
	SwitchViewClients
	SwitchCreateClients
	SwitchEditClients
	SwitchDeleteClients
	SwitchViewQuotes
	SwitchCreateQuotes
	SwitchEditQuotes
	SwitchDeleteQuotes
	SwitchViewInvoices
	SwitchCreateInvoices
	SwitchEditInvoices
	SwitchDeleteInvoices
	SwitchViewPayments
	SwitchCreatePayments
	SwitchEditPayments
	SwitchDeletePayments
	SwitchClearPayments
	SwitchViewRevenue
	SwitchCreateRevenue
	SwitchEditRevenue
	SwitchDeleteRevenue
	SwitchViewExpenses
	SwitchCreateExpenses
	SwitchEditExpenses
	SwitchDeleteExpenses
	SwitchViewJournal
	SwitchCreateJournal
	SwitchEditJournal
	SwitchDeleteJournal
	SwitchViewReports
)

// The states of a record.
const (
	StateTentative State = iota + 1
	StateConfirmed
	StateCancelled
	StateDraft
	StateSent
	StateAccepted
	StateDeclined
	StatePaid
	StateDue
	StatePending
	StateCleared
	StateIssued
	StateCurrent
	StatePast
	StateRequested
	StateAssigned
	StateScheduled
	StateInProgress
	StateOnHold
	StateDone
	StateClosed
	StatePlanned
	StatePassed
	StateFailed
	StateOk
	StateNeedsRepair
	StateDisabled
	StateAsked
	StateApproved
	StateRefused
	StateUsed
	StateExpired
	StateActive
	StateInactive
	StateInvited
	StateAlone
	StateShared
)
