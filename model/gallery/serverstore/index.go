package serverstore

import "github.com/jackc/pgx/v5"

// What HNSW is made and searched with (Malkov and Yashunin, 2016): neighbours of a node, candidates while it is made, and while it is searched.
const (
	neighbours  = 16
	buildWidth  = 128
	searchWidth = 200
)

// recallQueries is for how many photos of the gallery an index's answers are compared with exact ones.
const recallQueries = 200

// IndexRecall is how much of an exact answer an index finds: the share of queries whose closest other person is the same, of so many.
type IndexRecall struct {
	Closest float64 `json:"closest"` // of the closest person
	Ten     float64 `json:"ten"`     // of the ten closest people
	Queries int     `json:"queries"`
}

// GrantReading are the statements by which a role may read a gallery and search it, and change nothing.
func GrantReading(role string) string {
	name := pgx.Identifier{role}.Sanitize()
	return "GRANT SELECT ON siamface_migration, siamface_about, siamface_person, siamface_photo TO " + name
}
