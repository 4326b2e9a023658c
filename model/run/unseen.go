package run

import (
	"context"
	"encoding/json"
	"fmt"

	"siamface/model/dataset"
	"siamface/model/photo"
	"siamface/model/spelling"
)

// Unseen are those of the people of whose photos a model saw none in training or validation, by the hashes in its record.
// Who was only tested on counts as unseen. A model without a record has seen nobody, as far as anyone can tell.
func Unseen(ctx context.Context, record json.RawMessage, d *dataset.Dataset, people []dataset.Person) ([]dataset.Person, error) {
	made, err := ReadRecord(record)
	if err != nil || len(record) == 0 {
		return people, err
	}
	seen := map[string]bool{}
	for _, p := range made.Photos {
		seen[p.SHA256] = seen[p.SHA256] || p.Split != dataset.Test.String()
	}
	var unseen []dataset.Person
	for _, person := range people {
		known, err := anySeen(ctx, d, person, seen)
		if err != nil {
			return nil, err
		}
		if !known {
			unseen = append(unseen, person)
		}
	}
	return unseen, nil
}

// ReadRecord reads the record that a model carries; an empty one gives an empty record.
func ReadRecord(record json.RawMessage) (Record, error) {
	var made Record
	if len(record) == 0 {
		return made, nil
	}
	if err := json.Unmarshal(record, &made); err != nil {
		return made, fmt.Errorf("the model's record of its training can't be read: %w", err)
	}
	return made.spelt(spelling.FromCell), nil
}

// anySeen tells whether one of a person's photos is among the hashes. A photo that can't be read is none: where it matters,
// reading it for its picture fails too and says so. The error is that of ctx.
func anySeen(ctx context.Context, d *dataset.Dataset, person dataset.Person, seen map[string]bool) (bool, error) {
	for _, p := range person.Photos {
		if err := ctx.Err(); err != nil {
			return false, err
		}
		if sum, err := photo.SHA256(d.Abs(p)); err == nil && seen[sum] {
			return true, nil
		}
	}
	return false, nil
}
