/* Hands the schedules that Python sends to all components. */
const hand = () => props.value && window.explorer.setSchedules(props.value);
watch("value", hand);
hand();
