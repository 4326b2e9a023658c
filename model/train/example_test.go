package train_test

import (
	"context"
	"fmt"

	"siamface/model/recipes"
	"siamface/model/sample"
	"siamface/model/tower"
	"siamface/model/train"
)

// A head is solved in closed form of ten people's features, drawn at random, each time without two of them who are then scored.
func Example() {
	ctx := context.Background()
	recipe, err := recipes.Find(recipes.Gradients)
	if err != nil {
		fmt.Println(err)
		return
	}
	t, err := tower.New(recipe.Design, nil, "", 1)
	if err != nil {
		fmt.Println(err)
		return
	}
	if err := t.Open(ctx, "cpu", 1); err != nil {
		fmt.Println(err)
		return
	}
	defer t.Release(ctx)
	rows, person := sample.Features(10, 4, recipe.Features, 1)
	people := train.Set{Features: tower.Features{Data: rows, Width: recipe.Features}, Person: person}
	scores, err := train.CrossValidate(ctx, t, people, 5, 1, recipe.Settings.HeadMethod(), nil, nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	eer, _ := scores.EER()
	fmt.Printf("%d genuine and %d impostor pairs, EER below 5 %%: %v\n", scores.Genuine().N(), scores.Impostor().N(), eer < 0.05)
	// Output: 60 genuine and 80 impostor pairs, EER below 5 %: true
}
