"""Work plans: years, periods as people write them, activities, and the activities a survey asks about."""
