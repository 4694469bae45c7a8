namespace Thunder {
namespace Exchange {

    // @json 1.0.0
    struct EXTERNAL ILamp : virtual public Core::IUnknown {
        // @brief Switches the lamp
        // As it is no @property it needs no parameter.
        virtual Core::hresult Toggle(const bool on) = 0;
    };

} // namespace Exchange
} // namespace Thunder
