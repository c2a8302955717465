export const householdIntent = 'add_shopping_item'
